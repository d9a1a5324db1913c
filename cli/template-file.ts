import { basename } from 'node:path';
import { readText } from './files.ts';
import { UsageError } from './usage-error.ts';

/** A template in the form of the API. */
export interface TemplateInput {
  name: string;
  subject?: string;
  html?: string;
  text?: string;
}

/**
 * A template from an HTML file, or from a `.txt` file for mails without HTML. `text` is a file with the text part;
 * without it, that part is made from the HTML. Throws `UsageError`.
 */
export function newTemplateFrom(
  path: string,
  { text, subject, name }: { text?: string | undefined; subject?: string | undefined; name?: string | undefined },
): TemplateInput {
  const isPlain = /\.te?xt$/i.test(path);
  if (isPlain && text !== undefined) throw new UsageError(`${path} is a text already: --text goes with an HTML file`);
  return {
    name: name ?? basename(path),
    ...(isPlain ? { text: readText(path) } : { html: readText(path) }),
    ...(text === undefined ? {} : { text: readText(text) }),
    ...(subject && { subject }),
  };
}
