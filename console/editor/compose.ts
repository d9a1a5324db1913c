import { composeReactEmail } from '@react-email/editor/core';
import type { Editor } from '@tiptap/core';
import { hidden, Tokens } from './liquid.ts';

/** What React leaves for itself; the conditional comments of Outlook stay. */
const REACT_COMMENTS = /<!--(?: |\/?\$[!?]?|\/?&|html|head|body)?-->/g;
/** Between blocks a line may end, which keeps the HTML readable for who goes on in code. */
const BLOCK_ENDS = /(<\/(?:p|h[1-6]|ul|ol|li|blockquote|div|table|tbody|tr|td|style|title|head|body)>)(?=<)/g;

/** The HTML of the mail in an editor. The same design makes the same bytes. */
export async function compose(editor: Editor, preheader: string): Promise<string> {
  const design = editor.getJSON();
  const tokens = new Tokens(JSON.stringify([design, preheader]));
  const shown = hidden(design, tokens);
  const proxy: Editor = Object.create(editor, { getJSON: { value: () => shown } });
  const { unformattedHtml } = await composeReactEmail({ editor: proxy, preview: tokens.hide(preheader) });
  return tokens.reveal(unformattedHtml.replace(REACT_COMMENTS, '').replace(BLOCK_ENDS, '$1\n'));
}
