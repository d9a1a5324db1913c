import type { Editor } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { NodeSelection, type Selection, TextSelection } from '@tiptap/pm/state';

/** What holds blocks, among which one is moved. */
const HOLDERS = new Set(['container', 'section', 'columnsColumn', 'condition', 'tableCell']);

export interface Block {
  node: Node;
  /** Where it begins in the document. */
  at: number;
  parent: Node;
  /** Its place in the parent. */
  index: number;
}

/** The blocks around the selection, innermost first: a paragraph, the condition that it is in, and so on. */
export function blocksAround({ $from, ...selection }: Selection): Block[] {
  const blocks: Block[] = [];
  const { node: selected } = selection as Partial<NodeSelection>;
  if (selected?.isBlock && HOLDERS.has($from.parent.type.name)) {
    blocks.push({ node: selected, at: $from.pos, parent: $from.parent, index: $from.index() });
  }
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const parent = $from.node(depth - 1);
    if (!HOLDERS.has(parent.type.name)) continue;
    blocks.push({ node: $from.node(depth), at: $from.before(depth), parent, index: $from.index(depth - 1) });
  }
  return blocks;
}

/** Exchanges the block with its neighbor, and keeps the cursor in it. False at an end. */
export function moveBlock(editor: Editor, by: -1 | 1): boolean {
  const { state, view } = editor;
  const [block] = blocksAround(state.selection);
  const neighbor = block?.parent.maybeChild(block.index + by);
  if (block === undefined || !neighbor) return false;
  const shift = by * neighbor.nodeSize;
  const { tr, selection } = state;
  tr.delete(block.at, block.at + block.node.nodeSize).insert(block.at + shift, block.node);
  const isNode = selection instanceof NodeSelection;
  const anchor = selection.anchor + shift;
  tr.setSelection(
    isNode ? NodeSelection.create(tr.doc, anchor) : TextSelection.create(tr.doc, anchor, selection.head + shift),
  );
  view.dispatch(tr.scrollIntoView());
  return true;
}

/** Removes the block. The last of its kind leaves an empty paragraph. */
export function removeBlock(editor: Editor): boolean {
  const { state, view } = editor;
  const [block] = blocksAround(state.selection);
  if (block === undefined) return false;
  const end = block.at + block.node.nodeSize;
  const { tr } = state;
  if (block.parent.childCount > 1) tr.delete(block.at, end);
  else tr.replaceWith(block.at, end, state.schema.nodes.paragraph?.create() ?? []);
  view.dispatch(tr.scrollIntoView());
  view.focus();
  return true;
}

/** Writes a fallback to each chip of a variable that has none. */
export function addFallback(editor: Editor, path: string, fallback: string): void {
  const { tr, doc } = editor.state;
  doc.descendants((node, at) => {
    if (node.type.name !== 'variable' || node.attrs.path !== path || node.attrs.fallback !== null) return;
    tr.setNodeMarkup(at, undefined, { ...node.attrs, fallback }, node.marks);
  });
  editor.view.dispatch(tr);
}

/** Puts the block into a condition, whose fields are then shown. */
export function wrapInCondition(editor: Editor): void {
  const { state, view } = editor;
  const [block] = blocksAround(state.selection);
  const { condition } = state.schema.nodes;
  if (block === undefined || condition === undefined) return;
  const { tr } = state;
  tr.replaceWith(block.at, block.at + block.node.nodeSize, condition.create(null, block.node));
  tr.setSelection(NodeSelection.create(tr.doc, block.at));
  view.dispatch(tr);
}

/** Takes a condition away, and leaves its blocks. */
export function unwrapCondition(editor: Editor): void {
  const condition = blocksAround(editor.state.selection).find(({ node }) => node.type.name === 'condition');
  if (condition === undefined) return;
  const { at, node } = condition;
  editor.view.dispatch(editor.state.tr.replaceWith(at, at + node.nodeSize, node.content));
  editor.view.focus();
}

/** Writes attributes of the nearest block of a kind, or of the variable that is selected. */
export function changeAttrs(editor: Editor, type: string, attrs: Record<string, unknown>): void {
  const { tr, selection } = editor.state;
  const place = placeOf(selection, type);
  if (place === null) return;
  tr.setNodeMarkup(place.at, undefined, { ...place.node.attrs, ...attrs }, place.node.marks);
  if (selection instanceof NodeSelection) tr.setSelection(NodeSelection.create(tr.doc, selection.from));
  editor.view.dispatch(tr);
}

/** The nearest node of a kind around the selection. */
export function placeOf(selection: Selection, type: string): { node: Node; at: number } | null {
  if (selection instanceof NodeSelection && selection.node.type.name === type) {
    return { node: selection.node, at: selection.from };
  }
  const { $from } = selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type.name === type) return { node: $from.node(depth), at: $from.before(depth) };
  }
  return null;
}
