import { basename } from 'node:path';
import { readBytes, readText } from '../files.ts';
import { UsageError } from '../usage-error.ts';

/** Values for a template. */
export interface DataOptions {
  set?: string[];
  values?: string;
}

/** What goes into the mails of a task, beside its template. */
export interface ContentOptions extends DataOptions {
  attach?: string[];
}

/** The data of the template: those of a file, and single ones, which win. Throws `UsageError`. */
export function dataOf({ set = [], values }: DataOptions): Record<string, unknown> {
  const single = set.map((pair): [string, string] => {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageError(`--set must be a name and a value, such as season=Autumn, but is '${pair}'`);
    return [pair.slice(0, at).trim(), pair.slice(at + 1)];
  });
  return { ...(values === undefined ? {} : objectIn(values)), ...Object.fromEntries(single) };
}

/** The files beside the text, in the form of the API. Throws `UsageError`. */
export const attachmentsOf = ({ attach = [] }: ContentOptions): { name: string; content: string }[] =>
  attach.map((path) => ({ name: basename(path), content: readBytes(path).toString('base64') }));

function objectIn(path: string): Record<string, unknown> {
  const text = readText(path);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below: what is no JSON is no object either.
  }
  throw new UsageError(`${path} must be a JSON object, such as {"season": "Autumn"}`);
}
