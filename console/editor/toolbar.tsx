import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import ButtonGroup, { type ButtonGroupProps } from '@cloudscape-design/components/button-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Editor } from '@tiptap/core';
import { useEditorState } from '@tiptap/react';
import { blocksAround, moveBlock, removeBlock, wrapInCondition } from './blocks.ts';
import { ALIGNMENTS, alignmentAt } from './extensions.ts';
import { ICONS } from './icons.tsx';
import { ADDED_KINDS, type AddedKind, addBlock, kindAt, TEXT_KINDS, type TextKind, turnInto } from './kinds.ts';
import { useEditorWords } from './use-editor-words.ts';

interface ToolbarProps {
  editor: Editor;
  isReadOnly: boolean;
  /** Asks for a variable, which is then inserted. */
  onVariable: () => void;
}

/** Every command of the editor, for mouse and keyboard. */
export function Toolbar({ editor, isReadOnly, onVariable }: ToolbarProps) {
  const words = useEditorWords();
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <KindSelect editor={editor} isReadOnly={isReadOnly} />
      <ButtonDropdown
        disabled={isReadOnly}
        items={ADDED_KINDS.map((id) => ({ id, text: words.kinds[id] }))}
        onItemClick={({ detail }) => addBlock(editor, detail.id as AddedKind, words)}
      >
        {words.add}
      </ButtonDropdown>
      <Tools editor={editor} isReadOnly={isReadOnly} onVariable={onVariable} />
    </SpaceBetween>
  );
}

function KindSelect({ editor, isReadOnly }: Omit<ToolbarProps, 'onVariable'>) {
  const words = useEditorWords();
  const kind = useEditorState({
    editor,
    selector: ({ editor: { state } }) => (state === null ? 'other' : kindAt(editor)),
  });
  const isText = TEXT_KINDS.some((each) => each === kind);
  return (
    <Select
      ariaLabel={words.kind}
      disabled={isReadOnly || !isText}
      expandToViewport
      selectedOption={{ value: kind, label: words.kinds[kind] }}
      options={TEXT_KINDS.map((value) => ({ value, label: words.kinds[value] }))}
      onChange={({ detail }) => turnInto(editor, detail.selectedOption.value as TextKind)}
    />
  );
}

function Tools({ editor, isReadOnly, onVariable }: ToolbarProps) {
  const words = useEditorWords();
  const can = useEditorState({
    editor,
    selector: ({ editor: { state } }) => {
      const [block] = blocksAround(state.selection);
      return {
        bold: editor.isActive('bold'),
        italic: editor.isActive('italic'),
        underline: editor.isActive('underline'),
        link: editor.isActive('link'),
        isSelected: !state.selection.empty,
        up: block !== undefined && block.index > 0,
        down: block !== undefined && block.index < block.parent.childCount - 1,
        alignment: alignmentAt(editor),
        undo: editor.can().undo(),
        redo: editor.can().redo(),
      };
    },
  });
  const commands: Record<string, () => unknown> = {
    bold: () => editor.chain().focus().toggleBold().run(),
    italic: () => editor.chain().focus().toggleItalic().run(),
    underline: () => editor.chain().focus().toggleUnderline().run(),
    link: () => editor.chain().focus().toggleLink({ href: '' }).run(),
    left: () => editor.chain().focus().setAlignment('left').run(),
    center: () => editor.chain().focus().setAlignment('center').run(),
    right: () => editor.chain().focus().setAlignment('right').run(),
    variable: onVariable,
    condition: () => wrapInCondition(editor),
    up: () => moveBlock(editor, -1),
    down: () => moveBlock(editor, 1),
    remove: () => removeBlock(editor),
    undo: () => editor.chain().focus().undo().run(),
    redo: () => editor.chain().focus().redo().run(),
  };
  const button = (id: string, iconName: ButtonGroupProps.IconButton['iconName'], isOff = false) =>
    ({ type: 'icon-button', id, text: words[id as 'undo'], iconName, disabled: isReadOnly || isOff }) as const;
  const toggle = (id: keyof typeof ICONS, text: string, pressed: boolean) =>
    ({
      type: 'icon-toggle-button',
      id,
      text,
      iconSvg: ICONS[id],
      pressedIconSvg: ICONS[id],
      pressed,
      disabled: isReadOnly,
    }) as const;
  const items: ButtonGroupProps.ItemOrGroup[] = [
    toggle('bold', words.bold, can.bold),
    toggle('italic', words.italic, can.italic),
    toggle('underline', words.underline, can.underline),
    ...ALIGNMENTS.map((id) => toggle(id, `${words.align}: ${words.aligns[id]}`, can.alignment === id)),
    button('link', 'anchor-link', !can.isSelected && !can.link),
    button('variable', 'add-plus'),
    button('condition', 'filter'),
    button('up', 'arrow-up', !can.up),
    button('down', 'arrow-down', !can.down),
    button('remove', 'remove'),
    button('undo', 'undo', !can.undo),
    button('redo', 'redo', !can.redo),
  ];
  return (
    <ButtonGroup
      variant="icon"
      ariaLabel={words.tools}
      items={items}
      onItemClick={({ detail }) => commands[detail.id]?.()}
    />
  );
}
