import { Context, defaultOperators, type Emitter, Liquid, type Operators, type Template, toValueSync } from 'liquidjs';
import { MAX_PART_LENGTH, MB } from '../mail/limits.ts';
import { dateFilters, type RenderTime } from './date-filters.ts';
import { ESCAPES, escapeText } from './escape-text.ts';
import { argumentsOf, operandsOf } from './liquid-nodes.ts';
import { countSearch, countWhole, type FilterHandler, meterFilters, textOf } from './metered-filters.ts';
import { type Meter, OPERAND, type Work } from './work.ts';

/** Tags that read other templates. A template stands alone, so they are unknown and refused when it is parsed. */
const FILE_TAGS = ['include', 'render', 'layout', 'block'];

const toText = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** As every value in HTML is escaped that the template does not mark as `raw`. */
export const escapeHtml = (value: unknown): string => escapeText(toText(value));

/** Leaves escaped text unchanged. */
const escapeHtmlOnce = (value: unknown): string =>
  toText(value).replace(/&(?!(?:[a-z][a-z0-9]*|#\d+|#x[\da-f]+);)|[<>"']/gi, (sign) => ESCAPES[sign] ?? sign);

const escapeLines = (value: unknown): string => escapeHtmlOnce(value).replace(/\r?\n/g, '<br />\n');

const escapeOutput: FilterHandler = function (value) {
  return escapeHtml(textOf(value, this.context.memoryLimit, ','));
};

/** Comparisons look at every element and letter. */
const meteredOperators: Operators = Object.fromEntries(
  Object.entries(defaultOperators).map(([name, operator]) => [name, name === 'not' ? operator : metered(name)]),
);

function metered(name: string): Operators[string] {
  const compare = defaultOperators[name] as (left: unknown, right: unknown, context: Context) => boolean;
  return (left: unknown, right: unknown, context: Context) => {
    const meter: Meter = context.memoryLimit;
    meter.use(OPERAND);
    if (name === 'contains') countSearch(left, right, meter);
    else if (name !== 'and' && name !== 'or') countWhole(left, meter);
    return compare(left, right, context);
  };
}

/** What is rendered. `check` is asked before more is added to it. */
class RenderedText implements Emitter {
  buffer = '';
  readonly #meter: Meter;
  readonly #check: (more: number, before: number) => void;

  constructor(meter: Meter, check: (more: number, before: number) => void) {
    this.#meter = meter;
    this.#check = check;
  }

  write(value: unknown): void {
    const text = textOf(value, this.#meter);
    this.#check(text.length, this.buffer.length);
    this.buffer += text;
  }
}

/** The result of `capture`: it counts as what the template made. */
const capturedText = (meter: Meter) => new RenderedText(meter, (more) => meter.use(more));

/** A part of a mail, which is given up as soon as it is too long. */
const partText = (meter: Meter) => new RenderedText(meter, (more, before) => checkPartLength(before + more));

/** Refuses a part of a mail that is too long. */
export function checkPartLength(length: number): void {
  if (length > MAX_PART_LENGTH) throw new Error(`the mail is longer than ${MAX_PART_LENGTH / MB} MB`);
}

/** Conditions and outputs are as much work as they have variables and literals. */
const operands = new WeakMap<Template[], number>();

function operandsIn(templates: Template[]): number {
  const known = operands.get(templates);
  if (known !== undefined) return known;
  const arguments_ = templates.flatMap((node) => [...argumentsOf(node)]);
  const count = arguments_.reduce((sum, argument) => sum + [...operandsOf(argument)].length, 0);
  operands.set(templates, count);
  return count;
}

/** Counts what is rendered, and what `capture` keeps, which Liquid itself does not. */
function meterRendering({ renderer }: Liquid): void {
  const render = renderer.renderTemplates.bind(renderer);
  renderer.renderTemplates = function* (templates, context, emitter = capturedText(context.memoryLimit)) {
    context.memoryLimit.use(operandsIn(templates) * OPERAND);
    return yield* render(templates, context, emitter);
  };
}

type Filters = Record<string, Parameters<Liquid['registerFilter']>[1]>;

const createEngine = (filters: Filters, options: { outputEscape?: (value: unknown) => string } = {}): Liquid => {
  const engine = new Liquid({
    strictFilters: true,
    // A missing variable fails its recipient instead of leaving a hole in the mail, unless the template provides for
    // it by `if` or `default`.
    strictVariables: true,
    lenientIf: true,
    ownPropertyOnly: true,
    // Nothing outside the template is looked up.
    templates: {},
    operators: meteredOperators,
    ...options,
  });
  for (const tag of FILE_TAGS) delete engine.tags[tag];
  for (const [name, filter] of Object.entries({ ...dateFilters, ...filters })) engine.registerFilter(name, filter);
  meterFilters(engine);
  meterRendering(engine);
  return engine;
};

/** Liquid for plain text: subject and text. */
export const plainLiquid = createEngine({});

/** Liquid for text derived from HTML: nothing needs escaping. */
export const textLiquid = createEngine({ escape: toText, xml_escape: toText, newline_to_br: toText });

/**
 * Liquid for HTML: every value is escaped unless the template marks it as `raw`. `raw` of a filter means that the
 * result is HTML: a value that the template escapes itself is not escaped again.
 */
export const htmlLiquid = createEngine(
  {
    escape: { handler: escapeHtml, raw: true },
    xml_escape: { handler: escapeHtml, raw: true },
    escape_once: { handler: escapeHtmlOnce, raw: true },
    newline_to_br: { handler: escapeLines, raw: true },
  },
  { outputEscape: escapeOutput },
);

/** Renders a parsed template. Throws Liquid's errors, and one when the work or the length of a mail is exceeded. */
export function renderLiquid(
  engine: Liquid,
  template: Template[],
  variables: object,
  { time, work }: { time: RenderTime; work: Work },
): string {
  // Without a value of its own, `size` would be the number of these.
  const globals = { ...time, size: undefined };
  // Liquid asks of its limits only that they can be called so.
  const meter = work as unknown as Context['memoryLimit'];
  const limits = { memoryLimit: meter, renderLimit: meter, liquid: engine };
  const context = new Context(variables, engine.options, { globals, sync: true }, limits);
  const emitter = partText(work);
  toValueSync(engine.renderer.renderTemplates(template, context, emitter));
  return emitter.buffer;
}
