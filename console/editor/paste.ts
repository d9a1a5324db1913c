import { DOMParser, Fragment, type Node, type Schema, Slice } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';

/** Where a link of a mail may lead. An address that is Liquid is known once the mail is made. */
const SAFE = /^\s*(https?:|mailto:|tel:|#|\{\{|\{%)/i;

/**
 * What is pasted brings no styles of other programs and no links that run something. A `style` that is parsed would be
 * reported by the policy, so it waits under another name; our own styles come back through the object model.
 */
export const pastePlugin = (schema: Schema): Plugin =>
  new Plugin({
    key: new PluginKey('mailPaste'),
    props: {
      transformPastedHTML: withStylesAside,
      clipboardParser: new PasteParser(schema),
      transformPasted: ({ content, openStart, openEnd }) => new Slice(cleaned(content), openStart, openEnd),
    },
  });

const withStylesAside = (html: string): string => html.replace(/(<[^>]*?\s)style(\s*=)/gi, '$1data-style$2');

class PasteParser extends DOMParser {
  constructor(schema: Schema) {
    super(schema, DOMParser.fromSchema(schema).rules);
  }

  override parseSlice(...[dom, options]: Parameters<DOMParser['parseSlice']>): Slice {
    const root = dom as Element;
    const isOurs = root.querySelector('[data-pm-slice]') !== null;
    for (const element of root.querySelectorAll<HTMLElement>('[data-style]')) {
      if (isOurs) element.style.cssText = element.dataset.style ?? '';
      element.removeAttribute('data-style');
    }
    return super.parseSlice(dom, options);
  }
}

const cleaned = ({ content }: Fragment): Fragment =>
  Fragment.from(
    content.map((node) => {
      const marks = node.marks.filter(({ type, attrs }) => type.name !== 'link' || SAFE.test(String(attrs.href)));
      return withSafeTarget(node).mark(marks);
    }),
  );

function withSafeTarget(node: Node): Node {
  if (node.isText) return node;
  const { href } = node.attrs;
  const isUnsafe = typeof href === 'string' && href !== '' && !SAFE.test(href);
  return node.type.create({ ...node.attrs, ...(isUnsafe && { href: '#' }) }, cleaned(node.content), node.marks);
}
