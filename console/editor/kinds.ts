import type { Editor, JSONContent } from '@tiptap/core';
import { NodeSelection } from '@tiptap/pm/state';
import { blocksAround } from './blocks.ts';
import type { EditorWords } from './words/en.ts';

/** Kinds that a block of text may change between. */
export const TEXT_KINDS = ['paragraph', 'h1', 'h2', 'h3', 'bulletList', 'orderedList', 'blockquote'] as const;
/** Kinds that are added. */
export const ADDED_KINDS = [
  ...TEXT_KINDS,
  'button',
  'image',
  'horizontalRule',
  'twoColumns',
  'threeColumns',
  'section',
  'condition',
] as const;

export type TextKind = (typeof TEXT_KINDS)[number];
export type AddedKind = (typeof ADDED_KINDS)[number];

const EMPTY: JSONContent = { type: 'paragraph' };
const columns = (count: number): JSONContent[] =>
  Array.from({ length: count }, () => ({ type: 'columnsColumn', content: [EMPTY] }));
const list = (type: string): JSONContent => ({ type, content: [{ type: 'listItem', content: [EMPTY] }] });
const heading = (level: number): JSONContent => ({ type: 'heading', attrs: { level } });

/** A new block of a kind. */
function newBlock(kind: AddedKind, { buttonText }: EditorWords): JSONContent {
  switch (kind) {
    case 'h1':
    case 'h2':
    case 'h3':
      return heading(Number(kind.slice(1)));
    case 'bulletList':
    case 'orderedList':
      return list(kind);
    case 'button':
      return { type: 'button', attrs: { href: '' }, content: [{ type: 'text', text: buttonText }] };
    case 'twoColumns':
      return { type: kind, content: columns(2) };
    case 'threeColumns':
      return { type: kind, content: columns(3) };
    case 'blockquote':
    case 'section':
    case 'condition':
      return { type: kind, content: [EMPTY] };
    default:
      return { type: kind };
  }
}

/** Adds a block after that of the cursor, or in its place where that is an empty line, and goes into it. */
export function addBlock(editor: Editor, kind: AddedKind, words: EditorWords): void {
  const { selection, schema } = editor.state;
  const [block] = blocksAround(selection);
  const node = schema.nodeFromJSON(newBlock(kind, words));
  const { tr, doc } = editor.state;
  const end = block === undefined ? doc.content.size - 1 : block.at + block.node.nodeSize;
  const isEmptyLine = block?.node.type.name === 'paragraph' && block.node.content.size === 0;
  const at = isEmptyLine && block !== undefined ? block.at : end;
  if (isEmptyLine) tr.replaceWith(at, end, node);
  else tr.insert(at, node);
  editor.view.dispatch(tr);
  if (node.isAtom) editor.chain().setNodeSelection(at).focus().run();
  else
    editor
      .chain()
      .setTextSelection(at + 1)
      .focus()
      .run();
}

/** Makes the block of the cursor another kind of text. */
export function turnInto(editor: Editor, kind: TextKind): void {
  const chain = editor.chain().focus();
  if (editor.isActive('bulletList') && kind !== 'bulletList' && kind !== 'orderedList') chain.liftListItem('listItem');
  if (editor.isActive('blockquote') && kind !== 'blockquote') chain.lift('blockquote');
  if (kind === 'paragraph') chain.setParagraph().run();
  else if (kind === 'bulletList') chain.toggleBulletList().run();
  else if (kind === 'orderedList') chain.toggleOrderedList().run();
  else if (kind === 'blockquote') chain.setBlockquote().run();
  else chain.setHeading({ level: Number(kind.slice(1)) as 1 | 2 | 3 }).run();
}

/** What the cursor is in, for the words and fields of it. */
export function kindAt(editor: Editor): keyof EditorWords['kinds'] {
  const { selection } = editor.state;
  const name = selection instanceof NodeSelection ? selection.node.type.name : (selection.$from.parent.type.name ?? '');
  if (name === 'heading') return `h${editor.getAttributes('heading').level as 1 | 2 | 3}`;
  const around = (['bulletList', 'orderedList', 'blockquote'] as const).find((kind) => editor.isActive(kind));
  if (name === 'paragraph') return around ?? 'paragraph';
  const known = [
    'button',
    'image',
    'horizontalRule',
    'twoColumns',
    'threeColumns',
    'section',
    'condition',
    'variable',
  ] as const;
  return known.find((kind) => kind === name) ?? 'other';
}
