import './editor.css';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Editor, JSONContent } from '@tiptap/core';
import { EditorContent, useEditor } from '@tiptap/react';
import { type Ref, useEffect, useImperativeHandle, useState } from 'react';
import type { Design } from '../logic/design.ts';
import { addFallback } from './blocks.ts';
import { mailExtensions } from './extensions.ts';
import type { Composed, VisualHandle } from './handle.ts';
import { addBlock } from './kinds.ts';
import { LookFields } from './look-fields.tsx';
import { Properties } from './properties.tsx';
import { SlashMenu } from './slash-menu.tsx';
import { Toolbar } from './toolbar.tsx';
import { useComposed } from './use-composed.ts';
import { useEditorWords } from './use-editor-words.ts';

export interface VisualEditorProps {
  ref: Ref<VisualHandle>;
  /** Its blocks are read once: others need another `key`. */
  design: Design;
  isReadOnly: boolean;
  /** Variables to offer. */
  names: readonly string[];
  /** What it means that readers lack a variable, for instance how many do. */
  lackOf: (name: string) => string | undefined;
  onComposed: (made: Composed) => void;
  /** Asks for a variable. */
  onVariable: () => void;
}

/** The mail as blocks, with every tool to change it. */
export default function VisualEditor(props: VisualEditorProps) {
  const { ref, design, isReadOnly, names, lackOf, onComposed, onVariable } = props;
  const words = useEditorWords();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const editor = useMailEditor(design, isReadOnly, () => setMenuOpen(true));
  const settled = useComposed(editor, design, onComposed);
  useImperativeHandle(ref, () => handleOf(editor, settled));
  return (
    <SpaceBetween size="s">
      <Toolbar editor={editor} isReadOnly={isReadOnly} onVariable={onVariable} />
      {!isReadOnly && <Properties editor={editor} names={names} lackOf={lackOf} />}
      <div className="mail-editor" lang={design.lang}>
        <EditorContent editor={editor} />
      </div>
      <Box variant="small" color="text-body-secondary">
        {words.helpKeys}
      </Box>
      <LookFields editor={editor} isReadOnly={isReadOnly} />
      {isMenuOpen && (
        <SlashMenu
          onClose={() => {
            setMenuOpen(false);
            editor.commands.focus();
          }}
          onChoose={(kind) => {
            setMenuOpen(false);
            addBlock(editor, kind, words);
          }}
        />
      )}
    </SpaceBetween>
  );
}

function useMailEditor(design: Design, isReadOnly: boolean, onSlash: () => void): Editor {
  const { label } = useEditorWords();
  const editor = useEditor({
    extensions: mailExtensions(design.lang),
    content: JSON.parse(design.doc) as JSONContent,
    editable: !isReadOnly,
    injectCSS: false,
    immediatelyRender: true,
    shouldRerenderOnTransaction: false,
    editorProps: {
      attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': label },
      handleTextInput: ({ state: { selection } }, _from, _to, text) => {
        const { parent } = selection.$from;
        const isAsked = text === '/' && parent.type.name === 'paragraph' && parent.content.size === 0;
        if (isAsked) onSlash();
        return isAsked;
      },
    },
  });
  useEffect(() => editor.setEditable(!isReadOnly, false), [editor, isReadOnly]);
  return editor;
}

const handleOf = (editor: Editor, settled: VisualHandle['settled']): VisualHandle => ({
  settled,
  insertVariable: (path, fallback) => {
    const attrs = { path, fallback: fallback === '' ? null : fallback, filter: null };
    editor.commands.insertContent({ type: 'variable', attrs });
    // The dialog that asked for it gives the focus back to its button first.
    requestAnimationFrame(() => editor.commands.focus());
  },
  addFallback: (path, fallback) => addFallback(editor, path, fallback),
});
