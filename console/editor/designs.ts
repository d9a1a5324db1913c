import type { JSONContent } from '@tiptap/core';
import type { EditorWords } from './words/en.ts';

export type DesignStart = 'letter' | 'newsletter' | 'announcement' | 'blank';

type Designs = EditorWords['designs'];

const text = (words: string): JSONContent => ({ type: 'text', text: words });
const link = (words: string, href: string): JSONContent => ({
  ...text(words),
  marks: [{ type: 'link', attrs: { href } }],
});
const paragraph = (...content: JSONContent[]): JSONContent => ({ type: 'paragraph', content });
const heading = (level: 1 | 2, words: string): JSONContent => ({
  type: 'heading',
  attrs: { level },
  content: [text(words)],
});
const button = (words: string, href: string): JSONContent => ({
  type: 'button',
  attrs: { href },
  content: [text(words)],
});

/** A greeting, which in some languages begins with the name. */
function greeting({ hello, reader }: Designs): JSONContent {
  const name = { type: 'variable', attrs: { path: 'name', fallback: reader, filter: null } };
  const [before = '', after = ''] = hello('\n').split('\n');
  return paragraph(...(before === '' ? [] : [text(before)]), name, ...(after === '' ? [] : [text(after)]));
}

const EXAMPLE = 'https://example.com/';

const CONTENTS: Record<DesignStart, (designs: Designs) => JSONContent[]> = {
  letter: (designs) => [
    greeting(designs),
    paragraph(text(designs.letter.first)),
    paragraph(text(designs.letter.second)),
    paragraph(text(designs.letter.bye), { type: 'hardBreak' }, text(designs.letter.from)),
  ],
  newsletter: ({ newsletter, newsletter: { items } }) => [
    heading(1, newsletter.title),
    paragraph(text(newsletter.intro)),
    ...[items.first, items.second, items.third].flatMap((item) => [
      { type: 'horizontalRule' },
      heading(2, item),
      paragraph(text(newsletter.item)),
      paragraph(link(newsletter.more, EXAMPLE)),
    ]),
  ],
  announcement: ({ announcement }) => [
    heading(1, announcement.title),
    paragraph(text(announcement.text)),
    button(announcement.button, EXAMPLE),
  ],
  blank: ({ blank }) => [paragraph(text(blank))],
};

/** The blocks that a mail begins with; each ends with the link that bulk mail must have. */
export const startBlocks = (start: DesignStart, { designs }: EditorWords): JSONContent => ({
  type: 'doc',
  content: [
    {
      type: 'container',
      content: [
        ...CONTENTS[start](designs),
        { type: 'horizontalRule' },
        // In a line of its own: Japanese and Chinese break it anywhere.
        paragraph(text(designs.why), { type: 'hardBreak' }, link(designs.unsubscribe, '{{ unsubscribeUrl }}')),
      ],
    },
  ],
});
