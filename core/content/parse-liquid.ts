import { type Liquid, Parser, type Template, Tokenizer, TokenKind, TypeGuards } from 'liquidjs';
import { MAX_TEMPLATE_BYTES } from '../mail/limits.ts';

/** Maximum number of tags and outputs of a part of a template. A newsletter has a few dozen. */
const MAX_PIECES = 2_000;
/** Maximum length of all tags and outputs of a part together, in characters. */
const MAX_PIECES_LENGTH = 64 * 1024;

type Options = NonNullable<Parameters<Tokenizer['readTopLevelTokens']>[0]>;
type TopLevelToken = ReturnType<Tokenizer['readTopLevelToken']>;
type TextToken = ReturnType<Tokenizer['readHTMLToken']>;

/** What editors put before an address that a variable stands for, and which makes a dead link of a whole one. */
const SCHEME = /https?:\/\/$/i;
const LINK = 'unsubscribeUrl';

/**
 * Liquid's own tokenizer, with limits that hold while it reads, and text read by the piece, not by the character. In
 * `http://{{ unsubscribeUrl }}` the scheme is left out, as the address has its own.
 */
export class LiquidTokenizer extends Tokenizer {
  readonly #isLimited: boolean;
  /** Where each delimiter comes next. */
  readonly #next = new Map<string, number>();
  #pieces = 0;
  #length = 0;

  constructor(source: string, liquid: Liquid, isLimited: boolean) {
    super(source, liquid.options.operators);
    this.#isLimited = isLimited;
  }

  override readTopLevelTokens(options?: Options): TopLevelToken[] {
    const tokens = super.readTopLevelTokens(options);
    for (const [i, token] of tokens.entries()) {
      const before = tokens[i - 1];
      if (!isLink(token) || !TypeGuards.isHTMLToken(before)) continue;
      before.trimRight += SCHEME.exec(before.getContent().slice(-8))?.[0].length ?? 0;
    }
    return tokens;
  }

  override readTopLevelToken(options: Options): TopLevelToken {
    const begin = this.p;
    const token = super.readTopLevelToken(options);
    if (this.#isLimited && token.kind !== TokenKind.HTML) {
      const lines = TypeGuards.isTagToken(token) && token.name === 'liquid' ? token.args.split('\n').length : 1;
      this.#pieces += lines;
      this.#length += token.end - token.begin;
      if (this.#pieces > MAX_PIECES) throw this.error(`has more than ${MAX_PIECES} tags and outputs`, begin);
      if (this.#length > MAX_PIECES_LENGTH) {
        throw this.error(`has tags and outputs of more than ${MAX_PIECES_LENGTH} characters together`, begin);
      }
    }
    return token;
  }

  /** Up to the next tag or output. */
  override readHTMLToken(stopStrings: string[]): TextToken {
    const begin = this.p;
    this.p = Math.min(this.N, ...stopStrings.map((stop) => this.#nextOf(stop, begin)));
    const token = super.readHTMLToken(stopStrings);
    token.begin = begin;
    return token;
  }

  /** Each place is looked for once, also in a text without the delimiter. */
  #nextOf(stop: string, from: number): number {
    const known = this.#next.get(stop) ?? -1;
    if (known >= from) return known;
    const found = this.input.indexOf(stop, from);
    const next = found < 0 ? this.N : found;
    this.#next.set(stop, next);
    return next;
  }
}

const isLink = (token: TopLevelToken): boolean => TypeGuards.isOutputToken(token) && token.content === LINK;

/** Parses a part of a template. `isLimited`: refuses more tags and outputs than a new template may have. */
export function parseLiquid(liquid: Liquid, source: string, { isLimited = false } = {}): Template[] {
  if (source.length > MAX_TEMPLATE_BYTES) throw new Error(`has more than ${MAX_TEMPLATE_BYTES / 1024} KB`);
  return new Parser(liquid).parseTokens(
    new LiquidTokenizer(source, liquid, isLimited).readTopLevelTokens(liquid.options),
  );
}
