import { compile, type FormatCallback } from 'html-to-text';
import type { HtmlToText } from '../../core/mail/html-to-text.ts';

/** Elements deeper than that are left out: mails nest tables, but what nests without end must not exhaust the stack. */
const MAX_DEPTH = 200;

const showAlternative: FormatCallback = (element, _walk, builder) => builder.addInline(element.attribs?.alt ?? '');

const skipped = ['style', 'script', 'template', '[hidden]', '[style*="display:none"]', '[style*="display: none"]'];

/** html-to-text, compiled once. Marked pure, so that bundles that derive no text leave it out. */
export const htmlToText: HtmlToText = /* @__PURE__ */ compile({
  wordwrap: false,
  formatters: { alternative: showAlternative },
  limits: { maxDepth: MAX_DEPTH },
  selectors: [
    { selector: 'a', options: { linkBrackets: ['<', '>'], hideLinkHrefIfSameAsText: true } },
    { selector: 'img', format: 'alternative' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    ...skipped.map((selector) => ({ selector, format: 'skip' })),
  ],
});
