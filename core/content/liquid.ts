import { Liquid } from 'liquidjs';
import { MAX_TEMPLATE_BYTES } from './limits.ts';

/**
 * How long one rendering may take. A usual mail needs less than a millisecond; a loop in a loop must not hold up the
 * other recipients of its window.
 */
const MAX_RENDER_MS = 200;

/** Characters and list elements that the filters and ranges of one rendering may make. */
const MAX_RENDER_MEMORY = 2_000_000;

/** Tags that read other templates. A template stands alone, so they are unknown and refused when it is parsed. */
const FILE_TAGS = ['include', 'render', 'layout', 'block'];

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };

const toText = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

const escapeHtml = (value: unknown): string => toText(value).replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

/** Leaves alone what is escaped already. */
const escapeHtmlOnce = (value: unknown): string =>
  toText(value).replace(/&(?!(?:[a-z][a-z0-9]*|#\d+|#x[\da-f]+);)|[<>"']/gi, (sign) => ESCAPES[sign] ?? sign);

const escapeLines = (value: unknown): string => escapeHtmlOnce(value).replace(/\r?\n/g, '<br />\n');

const createEngine = (options: { escape: boolean }): Liquid => {
  const engine = new Liquid({
    strictFilters: true,
    // A missing variable fails its recipient instead of leaving a hole in the mail, unless the template provides for
    // it by `if` or `default`.
    strictVariables: true,
    lenientIf: true,
    ownPropertyOnly: true,
    // Nothing outside the template is ever looked up.
    templates: {},
    // Dates look alike on every machine.
    timezoneOffset: 0,
    locale: 'en-US',
    parseLimit: MAX_TEMPLATE_BYTES,
    renderLimit: MAX_RENDER_MS,
    memoryLimit: MAX_RENDER_MEMORY,
    ...(options.escape ? { outputEscape: escapeHtml } : {}),
  });
  for (const tag of FILE_TAGS) delete engine.tags[tag];
  if (options.escape) {
    // `raw` here means that the result is HTML: a value that the template escapes itself is not escaped again.
    engine.registerFilter('escape', { handler: escapeHtml, raw: true });
    engine.registerFilter('xml_escape', { handler: escapeHtml, raw: true });
    engine.registerFilter('escape_once', { handler: escapeHtmlOnce, raw: true });
    engine.registerFilter('newline_to_br', { handler: escapeLines, raw: true });
  }
  return engine;
};

/** Liquid for what is plain text: subject and text. */
export const plainLiquid = createEngine({ escape: false });

/** Liquid for HTML: every value is escaped, unless the template says `raw`. */
export const htmlLiquid = createEngine({ escape: true });
