/** What the visual editor keeps of a mail beside its HTML. */
export interface Design {
  v: typeof VERSION;
  /** Of the mail's words, for screen readers and fonts. */
  lang: string;
  /** What inboxes show after the subject; Liquid. */
  preheader: string;
  /** The blocks: TipTap's document as JSON text, since it nests deeper than the API lets a body be. */
  doc: string;
}

const VERSION = 1;

/** `newer`: made by a later version of the console, whose blocks this one may not know. */
export type ReadDesign = Design | 'newer' | null;

/** A design as the API stores it; null where there is none that an editor here made. */
export function readDesign(stored: Readonly<Record<string, unknown>> | null): ReadDesign {
  if (stored === null) return null;
  const { v, lang, preheader, doc } = stored;
  if (typeof v === 'number' && v > VERSION) return 'newer';
  if (v !== VERSION || typeof doc !== 'string') return null;
  return { v, lang: String(lang ?? 'en'), preheader: String(preheader ?? ''), doc };
}

/** Languages to offer for a mail, as BCP 47; all are written from left to right. */
export const MAIL_LANGUAGES = (
  'en ja zh zh-Hant ko de fr es pt it nl pl cs sv da nb fi el ru uk tr vi th id hi' as const
).split(' ');

export const newDesign = (design: Omit<Design, 'v'>): Design => ({ v: VERSION, ...design });

export const isSameDesign = (a: Design | null, b: Design | null): boolean =>
  a === b || (a !== null && b !== null && a.lang === b.lang && a.preheader === b.preheader && a.doc === b.doc);
