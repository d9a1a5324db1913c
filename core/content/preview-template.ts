import type { Clock } from '../clock.ts';
import { wholeText } from '../mail/filled-text.ts';
import type { HtmlToText } from '../mail/html-to-text.ts';
import { invalidField } from '../problems.ts';
import { compileContent } from './compile-content.ts';
import type { TemplateSource } from './template-variables.ts';
import { MAX_WORK, Work } from './work.ts';

/** Maximum number of missing variables to look for; beyond it the part is not shown. */
const MAX_MISSING = 100;
/** How much work a preview may be, with a rendering for each missing variable; beyond it the part is not shown. */
const MAX_PREVIEW_WORK = 5 * MAX_WORK;

/** A template as one recipient would see it. */
export interface Preview {
  /** A part is null when the template has none, or when missing variables prevent its rendering. */
  subject: string | null;
  html: string | null;
  text: string | null;
  /** Variables without which a recipient fails, e.g. `order.total`; where possible they are shown by their name. */
  missing: string[];
}

type Data = Record<string, unknown>;
type Part = keyof TemplateSource;

/** The input of a preview. */
export interface PreviewOptions {
  clock: Clock;
  unsubscribeUrl: string;
  htmlToText: HtmlToText;
  /** In which dates are read and shown. @default UTC */
  timeZone?: string;
}

/**
 * Renders a template for one recipient, including a text part that is derived from HTML. Throws `invalid-request` when
 * the data do not fit the template, e.g. a text where a number is divided.
 */
export async function previewTemplate(source: TemplateSource, data: Data, options: PreviewOptions): Promise<Preview> {
  const missing = new Set<string>();
  const spent = { work: 0 };
  const show = async (part: Part, madeFrom = part): Promise<string | null> => {
    if (source[madeFrom] === null) return null;
    const alone = { subject: null, html: null, text: null, [madeFrom]: source[madeFrom] };
    return await renderPart(alone, part, { data, missing, spent, options });
  };
  const subject = await show('subject');
  const html = await show('html');
  const text = await show('text', source.text === null ? 'html' : 'text');
  const names = [...missing];
  // `order` came up only because of `order.total`.
  const isWhole = (name: string) => !names.some((other) => other.startsWith(`${name}.`));
  return { subject, html, text, missing: names.filter(isWhole) };
}

interface Previewing {
  data: Data;
  missing: Set<string>;
  /** Of all parts together. */
  spent: { work: number };
  options: PreviewOptions;
}

/**
 * Each missing variable is filled in with its own name, until the part can be rendered. Others have their turn between
 * two renderings.
 */
async function renderPart(
  source: TemplateSource,
  part: Part,
  { data: given, missing, spent, options }: Previewing,
): Promise<string | null> {
  const render = compileContent(
    {
      from: 'preview@example.com',
      replyTo: null,
      subject: source.subject ?? '',
      html: source.html,
      text: source.text,
      templateData: {},
      unsubscribe: false,
      attachments: [],
      timeZone: options.timeZone ?? 'UTC',
    },
    [],
    options.htmlToText,
  );
  const { clock, unsubscribeUrl } = options;
  const now = clock.now();
  const email = typeof given.email === 'string' ? given.email : 'reader@example.com';
  const data = structuredClone(given);
  const filled = new Set<string>();
  while (filled.size < MAX_MISSING && spent.work < MAX_PREVIEW_WORK) {
    await clock.sleep(0);
    const work = new Work();
    const rendering = render({ email, data }, { mailId: 'preview', unsubscribeUrl, now, work });
    spent.work += work.done;
    if (rendering.ok) return wholeText(rendering.mail[part]);
    if (rendering.reason === 'template-error')
      throw invalidField('/data', `the ${part} fails: ${rendering.detail}`, 'liquid', {
        part,
        detail: rendering.detail,
      });
    missing.add(rendering.detail);
    // The variable of a loop, for one, cannot be filled in from outside.
    if (filled.has(rendering.detail) || !fillIn(data, rendering.detail)) return null;
    filled.add(rendering.detail);
  }
  return null;
}

/** Puts `{{ a.b }}` at the path `a.b`. False when given data are in the way. */
function fillIn(data: Data, path: string): boolean {
  const names = path.split('.');
  let place = data;
  for (const [i, name] of names.slice(0, -1).entries()) {
    const own = nameShown(names.slice(0, i + 1).join('.'));
    if (!Object.hasOwn(place, name) || place[name] === own) define(place, name, {});
    const next = place[name];
    if (typeof next !== 'object' || next === null) return false;
    place = next as Data;
  }
  define(place, names.at(-1) ?? path, nameShown(path));
  return true;
}

const nameShown = (path: string): string => `{{ ${path} }}`;

/** Not by assignment, which for `__proto__` would change the prototype. */
const define = (place: Data, name: string, value: unknown): void => {
  Object.defineProperty(place, name, { value, enumerable: true, writable: true, configurable: true });
};
