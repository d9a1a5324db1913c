/** What should be looked at before a template is sent; nothing of it prevents anything. */

/** Above it Gmail soon cuts the mail. In bytes. */
const HEAVY_BYTES = 90_000;
/** What a phone shows of a subject: letters, of which a wide one takes the place of two. */
const SUBJECT_WIDTH = 60;

const IMAGE = /<img\b[^>]*>/gi;
const LINK = /<a\b[^>]*>/gi;
const COMMENT = /<!--[\s\S]*?-->/g;
/** Letters that are as wide as high: Chinese, Japanese and Korean, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

export type TemplateProblem =
  | { code: 'no-unsubscribe-link' | 'subject-long' | 'subject-missing' }
  | { code: 'merge-tag'; tag: string; variable: string }
  | { code: 'liquid'; detail: string }
  | { code: 'alt-missing' | 'image-http' | 'link-empty'; count: number }
  | { code: 'too-heavy'; bytes: number }
  | { code: 'fallback-missing'; variable: string; lack: Lack | null };

/** How many of those of a list that were looked at have no value for a variable. */
export interface Lack {
  count: number;
  of: number;
}

/** The template as it is written, and what the API said of it; `preview` is null while it is not known. */
export interface Judged {
  subject: string;
  html: string;
  preview: {
    subject: string | null;
    bytes: number;
    warnings: readonly { code: string; message: string; params: Readonly<Record<string, unknown>> }[];
  } | null;
  /** Variables that a mail is not sent without, and who of the chosen list lacks them; null without a list. */
  needed: readonly { variable: string; lack: Lack | null }[];
}

export function templateProblems({ subject, html, preview, needed }: Judged): TemplateProblem[] {
  return [
    ...(preview?.warnings ?? []).map(fromWarning),
    ...subjectProblems(preview?.subject ?? subject),
    ...htmlProblems(html.replace(COMMENT, '')),
    ...(preview !== null && preview.bytes > HEAVY_BYTES ? [{ code: 'too-heavy', bytes: preview.bytes } as const] : []),
    ...needed.filter(({ lack }) => lack?.count !== 0).map((each) => ({ code: 'fallback-missing', ...each }) as const),
  ];
}

function fromWarning({ code, message, params }: { code: string; message: string; params: object }): TemplateProblem {
  if (code === 'no-unsubscribe-link') return { code };
  const { tag, variable } = params as { tag?: unknown; variable?: unknown };
  if (code === 'merge-tag') return { code, tag: String(tag), variable: String(variable) };
  return { code: 'liquid', detail: message };
}

function subjectProblems(subject: string): TemplateProblem[] {
  if (subject.trim() === '') return [{ code: 'subject-missing' }];
  return widthOf(subject) > SUBJECT_WIDTH ? [{ code: 'subject-long' }] : [];
}

/** Places that a text takes in a line. */
export const widthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (WIDE.test(letter) ? 2 : 1), 0);

function htmlProblems(html: string): TemplateProblem[] {
  const images = html.match(IMAGE) ?? [];
  const links = html.match(LINK) ?? [];
  const counts = [
    ['alt-missing', images.filter((tag) => !/\salt\s*=/i.test(tag)).length],
    ['image-http', images.filter((tag) => /^http:/i.test(attributeOf(tag, 'src') ?? '')).length],
    ['link-empty', links.filter((tag) => ['', '#'].includes(attributeOf(tag, 'href')?.trim() ?? 'an anchor')).length],
  ] as const;
  return counts.flatMap(([code, count]) => (count === 0 ? [] : [{ code, count }]));
}

/** An attribute of a tag; null without it. */
function attributeOf(tag: string, name: string): string | null {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]*))`, 'i').exec(tag);
  return found === null ? null : (found[1] ?? found[2] ?? found[3] ?? '');
}
