import { FilledText, type MailText, type TextTemplate } from '../../core/mail/filled-text.ts';

/**
 * SES leaves a link with this attribute alone, and removes the attribute:
 * https://docs.aws.amazon.com/ses/latest/dg/faqs-metrics.html
 */
const ATTRIBUTE = 'ses:no-track';
/** How a link begins; it ends with the same quote. */
const BEGINNINGS = [`href="`, `href='`];

/** Marks links that must lead where they lead even if clicks are recorded. A template is marked once for all mails. */
export class UntrackedLinks {
  readonly #marked = new WeakMap<TextTemplate, { slot: number; template: TextTemplate }>();

  /** The HTML with each link to `url` marked. */
  mark(html: MailText, url: string): MailText {
    if (!(html instanceof FilledText)) return markIn(html, url);
    const { template, values } = html;
    const slot = values.indexOf(url);
    if (slot < 0 || slot !== values.lastIndexOf(url)) return markIn(String(html), url);
    let marked = this.#marked.get(template);
    if (marked?.slot !== slot) {
      marked = { slot, template: markTemplate(template, slot) };
      this.#marked.set(template, marked);
    }
    return new FilledText(marked.template, values);
  }
}

const markIn = (html: string, url: string): string =>
  BEGINNINGS.reduce((text, beginning) => {
    const link = `${beginning}${url}${beginning.slice(-1)}`;
    return text.replaceAll(link, () => `${ATTRIBUTE} ${link}`);
  }, html);

function markTemplate({ pieces, slots }: TextTemplate, slot: number): TextTemplate {
  const marked = pieces.map((piece, i) => {
    const beginning = BEGINNINGS.find((text) => piece.endsWith(text));
    const isLink = slots[i] === slot && beginning !== undefined && pieces[i + 1]?.startsWith(beginning.slice(-1));
    return isLink ? `${piece.slice(0, -beginning.length)}${ATTRIBUTE} ${beginning}` : piece;
  });
  return { pieces: marked, slots };
}
