import { EmailNode, type EmailNodeConfig } from '@react-email/editor/core';
import { ColumnsColumn, Container, Heading, Paragraph } from '@react-email/editor/extensions';
import { InputRule, mergeAttributes } from '@tiptap/core';
import { cloneElement } from 'react';
import { Column, Img, Link, Container as MailContainer } from 'react-email';
import type { ConditionAttrs, VariableAttrs } from './liquid.ts';

/** A typed expression that a chip can hold: a name, and a fallback in quotation marks. */
const TYPED = /\{\{\s*([A-Za-z_][\w.-]*)\s*(?:\|\s*default:\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*)?\}\}$/;

const fromData = (name: string) => ({
  parseHTML: (element: HTMLElement) => element.getAttribute(`data-${name}`),
  renderHTML: (attributes: Record<string, unknown>) => ({ [`data-${name}`]: attributes[name] }),
});

/** What differs from reader to reader, as a chip. Rendered as a token, so never by itself. */
export const Variable = EmailNode.create({
  name: 'variable',
  group: 'inline',
  inline: true,
  atom: true,
  selectable: true,
  draggable: true,
  addAttributes: () => ({
    path: { default: '', ...fromData('path') },
    fallback: { default: null, ...fromData('fallback') },
    filter: { default: null, ...fromData('filter') },
  }),
  parseHTML: () => [{ tag: 'span[data-path]' }],
  renderHTML: ({ node, HTMLAttributes }) => [
    'span',
    mergeAttributes(HTMLAttributes, { class: 'variable' }),
    chipText(node.attrs as VariableAttrs),
  ],
  renderText: ({ node }) => String(node.attrs.path),
  addInputRules() {
    const { type } = this;
    return [
      new InputRule({
        find: TYPED,
        handler: ({ state, range, match: [, path, inDouble, inSingle] }) => {
          state.tr.replaceWith(range.from, range.to, type.create({ path, fallback: inDouble ?? inSingle ?? null }));
        },
      }),
    ];
  },
  renderToReactEmail: () => null,
});

const chipText = ({ path, fallback }: VariableAttrs): string => (fallback === null ? path : `${path} · ${fallback}`);

/** Blocks that some readers get. `open` and `close` are tokens, which only `hidden` makes. */
export const Condition = EmailNode.create({
  name: 'condition',
  group: 'block',
  content: 'block+',
  defining: true,
  addAttributes: () => ({
    path: { default: '', ...fromData('path') },
    is: { default: 'set', ...fromData('is') },
    value: { default: '', ...fromData('value') },
  }),
  parseHTML: () => [{ tag: 'div[data-is]', priority: 60 }],
  renderHTML: ({ node, HTMLAttributes }) => {
    const { path, is, value } = node.attrs as ConditionAttrs;
    const sign = { set: '✓', unset: '✗', equal: '=', 'not-equal': '≠', greater: '>', less: '<' }[is];
    const isCompared = is !== 'set' && is !== 'unset';
    return [
      'div',
      mergeAttributes(HTMLAttributes, {
        class: 'condition',
        'data-shown': `${path} ${sign}${isCompared ? ` ${value}` : ''}`,
      }),
      0,
    ];
  },
  renderToReactEmail: ({ node, children }) => (
    <>
      {node.attrs?.open}
      {children}
      {node.attrs?.close}
    </>
  ),
});

/** An image by its address. The console loads no image of others: it is shown as a box with its description. */
export const Image = EmailNode.create({
  name: 'image',
  group: 'block',
  atom: true,
  draggable: true,
  addAttributes: () => ({
    src: { default: '', ...fromData('src') },
    alt: { default: '', ...fromData('alt') },
    width: { default: '', ...fromData('width') },
    href: { default: '', ...fromData('href') },
  }),
  parseHTML: () => [
    { tag: 'div[data-src]', priority: 60 },
    {
      tag: 'img[src]',
      getAttrs: (image) => {
        const [src, alt, width] = ['src', 'alt', 'width'].map((name) => image.getAttribute(name) ?? '');
        return { src, alt, width: /^\d+$/.test(width ?? '') ? width : '' };
      },
    },
  ],
  renderHTML: ({ node, HTMLAttributes }) => [
    'div',
    mergeAttributes(HTMLAttributes, { class: 'image-box' }),
    ['strong', {}, String(node.attrs.alt) || '–'],
    ['span', {}, `${node.attrs.src}${node.attrs.width === '' ? '' : ` · ${node.attrs.width} px`}`],
  ],
  renderToReactEmail: ({ node, style }) => {
    const { src, alt, width, href, alignment } = node.attrs as Record<string, string>;
    const margin = { center: '8px auto', right: '8px 0 8px auto' }[alignment ?? ''] ?? '8px 0';
    const image = <Img src={src ?? ''} alt={alt ?? ''} width={width || undefined} style={{ ...style, margin }} />;
    return href ? <Link href={href}>{image}</Link> : image;
  },
});

type Plain = Record<string, never>;

/** Its paper has a class, which the sheet of the mail colors in the dark. */
export const Paper = Container.extend<object, Plain, EmailNodeConfig<object, Plain>>({
  renderToReactEmail: ({ children, style }) => (
    <MailContainer className="mail" align="center" width={600} style={{ ...style, width: '100%' }}>
      {children}
    </MailContainer>
  ),
});

type Rendered = Parameters<typeof Paragraph.config.renderToReactEmail>[0];

/** With the attribute for the alignment too: there are mail programs that read no `text-align`. */
const aligned =
  (render: (props: Rendered) => React.ReactNode) =>
  (props: Rendered): React.ReactNode => {
    const made = render(props) as React.ReactElement<{ align?: string }>;
    const { alignment } = props.node.attrs ?? {};
    return alignment ? cloneElement(made, { align: String(alignment) }) : made;
  };

/** Text that may stand at the left, in the middle or at the right. */
export const AlignedParagraph = Paragraph.extend<object, Plain, EmailNodeConfig<object, Plain>>({
  renderToReactEmail: aligned((props) => Paragraph.config.renderToReactEmail(props)),
});
export const AlignedHeading = Heading.extend<object, Plain, EmailNodeConfig<object, Plain>>({
  renderToReactEmail: aligned((props) => Heading.config.renderToReactEmail(props)),
});

/**
 * Its class lets the sheet of the mail put one column below the other on phones. The gap is behind each, so that the
 * first begins where all other text does.
 */
export const StackingColumn = ColumnsColumn.extend<Plain, Plain, EmailNodeConfig<Plain, Plain>>({
  renderToReactEmail: ({ children, style }) => (
    <Column className="column" valign="top" style={{ ...style, padding: '0 16px 0 0', verticalAlign: 'top' }}>
      {children}
    </Column>
  ),
});
