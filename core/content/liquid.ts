import { type FilterImplOptions, Liquid, type Template } from 'liquidjs';
import { type Instant, SECOND } from '../clock.ts';
import { MAX_TEMPLATE_BYTES } from '../mail/limits.ts';

/**
 * How long one rendering may take. A usual mail needs less than a millisecond; a loop in a loop must not hold up the
 * other recipients of its window.
 */
const MAX_RENDER_MS = 200;

/** Maximum number of characters and list elements that the filters and ranges of one rendering may produce. */
const MAX_RENDER_MEMORY = 2_000_000;

/** Tags that read other templates. A template stands alone, so they are unknown and refused when it is parsed. */
const FILE_TAGS = ['include', 'render', 'layout', 'block'];

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };

const toText = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** As every value in HTML is escaped that the template does not mark as `raw`. */
export const escapeHtml = (value: unknown): string =>
  toText(value).replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

/** Leaves escaped text unchanged. */
const escapeHtmlOnce = (value: unknown): string =>
  toText(value).replace(/&(?!(?:[a-z][a-z0-9]*|#\d+|#x[\da-f]+);)|[<>"']/gi, (sign) => ESCAPES[sign] ?? sign);

const escapeLines = (value: unknown): string => escapeHtmlOnce(value).replace(/\r?\n/g, '<br />\n');

/** Filters that read a clock for the values `now` and `today`. */
const DATE_FILTERS = ['date', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string'];

/** Under this name a rendering finds its time; no template can write it. */
const NOW = Symbol('now');

/** `now` is the time given to the rendering, never that of the machine. */
const feedNow = (engine: Liquid): void => {
  for (const name of DATE_FILTERS) {
    const filter = engine.filters[name] as Extract<FilterImplOptions, (...args: never[]) => unknown>;
    engine.registerFilter(name, function (value, ...rest) {
      if (value !== 'now' && value !== 'today') return filter.call(this, value, ...rest);
      const now = (this.context.globals as { [NOW]?: Instant })[NOW] ?? 0;
      return filter.call(this, now / SECOND, ...rest);
    });
  }
};

const createEngine = (options: { escape: boolean }): Liquid => {
  const engine = new Liquid({
    strictFilters: true,
    // A missing variable fails its recipient instead of leaving a hole in the mail, unless the template provides for
    // it by `if` or `default`.
    strictVariables: true,
    lenientIf: true,
    ownPropertyOnly: true,
    // Nothing outside the template is looked up.
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
  feedNow(engine);
  if (options.escape) {
    // `raw` here means that the result is HTML: a value that the template escapes itself is not escaped again.
    engine.registerFilter('escape', { handler: escapeHtml, raw: true });
    engine.registerFilter('xml_escape', { handler: escapeHtml, raw: true });
    engine.registerFilter('escape_once', { handler: escapeHtmlOnce, raw: true });
    engine.registerFilter('newline_to_br', { handler: escapeLines, raw: true });
  }
  return engine;
};

/** Liquid for plain text: subject and text. */
export const plainLiquid = createEngine({ escape: false });

/** Liquid for text derived from HTML: nothing needs escaping. */
export const textLiquid = createEngine({ escape: false });
for (const name of ['escape', 'xml_escape', 'newline_to_br']) textLiquid.registerFilter(name, toText);

/** Liquid for HTML: every value is escaped unless the template marks it as `raw`. */
export const htmlLiquid = createEngine({ escape: true });

/** Renders a parsed template; `now` is the value of `now`. */
export const renderLiquid = (engine: Liquid, template: Template[], variables: object, now: Instant): string =>
  String(engine.renderSync(template, variables, { globals: { [NOW]: now } }));
