import { Editor, type JSONContent } from '@tiptap/core';
import { newDesign } from '../logic/design.ts';
import { compose } from './compose.ts';
import { type DesignStart, startBlocks } from './designs.ts';
import { mailExtensions } from './extensions.ts';
import { WORDS } from './words/index.ts';

/** An editor that is shown nowhere, for instance to compose a mail. */
export const hiddenEditor = (content: JSONContent, lang: string): Editor =>
  new Editor({ element: null, extensions: mailExtensions(lang), content, injectCSS: false });

/** What a new template begins with: the mail's own words, in the language of the console. */
export async function startContent(start: DesignStart, language: keyof typeof WORDS) {
  const words = WORDS[language];
  const editor = hiddenEditor(startBlocks(start, words), language);
  const html = await compose(editor, '');
  const design = newDesign({ lang: language, preheader: '', doc: JSON.stringify(editor.getJSON()) });
  editor.destroy();
  return { subject: words.designs.subject, html, design };
}
