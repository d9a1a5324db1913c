import Autosuggest, { type AutosuggestProps } from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../words/words.tsx';
import { ADDED_KINDS, type AddedKind } from './kinds.ts';
import { useEditorWords } from './use-editor-words.ts';

interface SlashMenuProps {
  onChoose: (kind: AddedKind) => void;
  onClose: () => void;
}

/** Blocks to add, by the first letters of their names. */
export function SlashMenu({ onChoose, onClose }: SlashMenuProps) {
  const words = useEditorWords();
  const { close } = useWords().template;
  const field = useRef<AutosuggestProps.Ref>(null);
  const [typed, setTyped] = useState('');
  useEffect(() => field.current?.focus(), []);
  return (
    <Modal visible header={words.add} closeAriaLabel={close} onDismiss={onClose}>
      <FormField label={words.kind} constraintText={words.helpKeys}>
        <Autosuggest
          ref={field}
          value={typed}
          placeholder={words.find}
          empty={words.none}
          hideEnteredTextOption
          options={ADDED_KINDS.map((kind) => ({ value: words.kinds[kind] }))}
          onChange={({ detail }) => setTyped(detail.value)}
          onSelect={({ detail }) => {
            const kind = ADDED_KINDS.find((each) => words.kinds[each] === detail.value);
            if (kind !== undefined) onChoose(kind);
          }}
        />
      </FormField>
    </Modal>
  );
}
