import ColumnLayout from '@cloudscape-design/components/column-layout';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import type { Editor } from '@tiptap/core';
import { useEditorState } from '@tiptap/react';
import { useId } from 'react';
import { getLook, setLook } from './extensions.ts';
import { DEFAULT_LOOK, type Look } from './theme.ts';
import { useEditorWords } from './use-editor-words.ts';

const COLORS = Object.keys(DEFAULT_LOOK) as (keyof Look)[];

/** The colors of the whole mail. */
export function LookFields({ editor, isReadOnly }: { editor: Editor; isReadOnly: boolean }) {
  const words = useEditorWords();
  const look = useEditorState({ editor, selector: () => getLook(editor) });
  return (
    <ExpandableSection headerText={words.colors} variant="footer">
      <ColumnLayout columns={3} variant="text-grid">
        {COLORS.map((name) => (
          <ColorField
            key={name}
            label={words.colorsOf[name]}
            value={look[name]}
            isReadOnly={isReadOnly}
            onChange={(color) => setLook(editor, { ...look, [name]: color })}
          />
        ))}
      </ColumnLayout>
    </ExpandableSection>
  );
}

interface ColorFieldProps {
  label: string;
  value: string;
  isReadOnly: boolean;
  onChange: (color: string) => void;
}

/** Cloudscape has no field for a color; browsers do. */
function ColorField({ label, value, isReadOnly, onChange }: ColorFieldProps) {
  const id = useId();
  return (
    <FormField label={label} controlId={id}>
      <input
        id={id}
        type="color"
        value={value}
        disabled={isReadOnly}
        onChange={(event) => onChange(event.target.value)}
      />
    </FormField>
  );
}
