import { compile, type FormatCallback } from 'html-to-text';
import type { HtmlToText } from '../../core/mail/html-to-text.ts';

/** Elements deeper than that are left out: mails nest tables, but what nests without end must not exhaust the stack. */
const MAX_DEPTH = 200;

const showAlternative: FormatCallback = (element, _walk, builder) => builder.addInline(element.attribs?.alt ?? '');

/** Cells of a row are words of a line; those of a layout have lines of their own by what is in them. */
const showCell: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  builder.addInline(' ');
};

/** What no reader sees: among it the previews that mail programs show beside the subject. */
const hidden = ['style', 'script', 'template', 'noscript', '[hidden]'];
const hiddenByStyle = ['display:none', 'visibility:hidden', 'max-height:0'];
const skipped = [...hidden, ...hiddenByStyle.map((style) => `[style*="${style}"]`)];

/** Elements with lines of their own, beside those that html-to-text knows. */
const lines = ['tr', 'caption', 'dl', 'dt', 'dd', 'center', 'address', 'figure', 'figcaption', 'details', 'summary'];

const TAG = /<[a-z][^<>]*>/gi;
const STYLE = /\sstyle\s*=\s*(?:"[^"]*"|'[^']*')/gi;

/** Styles in the one spelling that is looked for. */
const spellStyles = (html: string): string =>
  html.replace(TAG, (tag) => tag.replace(STYLE, (style) => ` ${style.replace(/\s+/g, '').toLowerCase()}`));

/** html-to-text, compiled once. Marked pure, so that bundles that derive no text leave it out. */
const convert = /* @__PURE__ */ compile({
  wordwrap: false,
  formatters: { alternative: showAlternative, cell: showCell },
  limits: { maxDepth: MAX_DEPTH },
  selectors: [
    { selector: 'a', options: { linkBrackets: ['<', '>'], hideLinkHrefIfSameAsText: true } },
    { selector: 'img', format: 'alternative' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    ...['td', 'th'].map((selector) => ({ selector, format: 'cell' })),
    ...lines.map((selector) => ({
      selector,
      format: 'block',
      options: { leadingLineBreaks: 1, trailingLineBreaks: 1 },
    })),
    ...skipped.map((selector) => ({ selector, format: 'skip' })),
  ],
});

export const htmlToText: HtmlToText = (html) => convert(spellStyles(html));
