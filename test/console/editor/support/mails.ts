import type { hiddenEditor } from '../../../../console/editor/start.ts';

type JSONContent = Parameters<typeof hiddenEditor>[0];

const text = (words: string, ...marks: string[]): JSONContent => ({
  type: 'text',
  text: words,
  ...(marks.length > 0 && { marks: marks.map((type) => ({ type })) }),
});
const paragraph = (...content: JSONContent[]): JSONContent => ({ type: 'paragraph', content });
const heading = (level: number, words: string): JSONContent => ({
  type: 'heading',
  attrs: { level },
  content: [text(words)],
});
const aligned = (alignment: string, block: JSONContent): JSONContent => ({
  ...block,
  attrs: { ...block.attrs, alignment },
});
const list = (type: string, ...items: string[]): JSONContent => ({
  type,
  content: items.map((item) => ({ type: 'listItem', content: [paragraph(text(item))] })),
});
const button = (words: string, href: string, alignment = 'left'): JSONContent => ({
  type: 'button',
  attrs: { href, alignment },
  content: [text(words)],
});
const name = (fallback: string | null): JSONContent => ({
  type: 'variable',
  attrs: { path: 'name', fallback, filter: null },
});
const column = (...content: JSONContent[]): JSONContent => ({ type: 'columnsColumn', content });
const unsubscribe = (words: string): JSONContent =>
  paragraph({ ...text(words), marks: [{ type: 'link', attrs: { href: '{{ unsubscribeUrl }}' } }] });
const mail = (...content: JSONContent[]): JSONContent[] => [{ type: 'container', content }];

/** Every kind of block. */
export const EVERYTHING: JSONContent = {
  type: 'doc',
  content: mail(
    heading(1, 'Every kind of block'),
    paragraph(
      text('Dear '),
      name('reader'),
      text(', this is '),
      text('bold', 'bold'),
      text(', '),
      text('italic', 'italic'),
      text(' and '),
      text('underlined', 'underline'),
      text('.'),
    ),
    heading(2, 'Lists'),
    list(
      'bulletList',
      'Tea',
      'A longer item, which takes more than one line on a phone and shows how lines hang below each other',
    ),
    list('orderedList', 'First', 'Second'),
    { type: 'blockquote', content: [paragraph(text('What somebody said.'))] },
    aligned('center', heading(3, 'In the middle')),
    aligned('right', paragraph(text('To the right.'))),
    heading(3, 'Buttons'),
    button('To the left', 'https://example.com/'),
    button('In the middle', 'https://example.com/?to={{ email | url_encode }}', 'center'),
    {
      type: 'image',
      attrs: { src: 'https://example.com/tea.png', alt: 'A cup of tea', width: '544', href: 'https://example.com/' },
    },
    { type: 'horizontalRule' },
    {
      type: 'twoColumns',
      content: [
        column(heading(3, 'One column'), paragraph(text('Beside the other, and below it on phones.'))),
        column(heading(3, 'The other'), paragraph(text('A column as wide as the first.'))),
      ],
    },
    {
      type: 'threeColumns',
      content: [column(paragraph(text('One'))), column(paragraph(text('Two'))), column(paragraph(text('Three')))],
    },
    { type: 'section', content: [paragraph(text('Text in a box.'))] },
    {
      type: 'condition',
      attrs: { path: 'city', is: 'equal', value: 'Tokyo' },
      content: [paragraph(text('Only readers in Tokyo get this.'))],
    },
    unsubscribe('Unsubscribe'),
  ),
};

/** A mail with colors of its own, which it keeps in the dark. */
export const IN_COLORS: JSONContent = {
  type: 'doc',
  content: [
    {
      type: 'globalContent',
      attrs: {
        data: {
          look: {
            background: '#fff4e5',
            paper: '#fffaf2',
            ink: '#3b2300',
            link: '#8a3b00',
            button: '#8a3b00',
            buttonText: '#ffffff',
          },
        },
      },
    },
    ...mail(
      heading(1, '秋のお便り'),
      paragraph(name('お客'), text(' 様、いつもありがとうございます。')),
      button('詳しく見る', 'https://example.com/', 'right'),
      unsubscribe('配信停止'),
    ),
  ],
};
