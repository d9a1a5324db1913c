import * as z from 'zod';
import { parseAddress, parseDomain } from '../../core/audience/address.ts';
import { ID_FORM, isId } from '../../core/ids.ts';
import { PAGE_LIMIT } from '../../core/page-limit.ts';
import { fault } from './text.ts';

/** A whole number in a query, where everything is text. */
const wholeNumberInQuery = (min: number, max: number) =>
  z
    .string()
    .refine(
      (text) => /^\d{1,16}$/.test(text),
      fault(`must be a whole number from ${min} to ${max}`, 'type', { expected: 'int', min, max }),
    )
    .meta({ type: 'integer', minimum: min, maximum: max })
    .transform(Number)
    .pipe(z.number().min(min).max(max));

/** `limit` and `cursor` of a list: spread it into the strict object of the route's query. */
export const pageQuery = {
  limit: wholeNumberInQuery(PAGE_LIMIT.min, PAGE_LIMIT.max)
    .default(PAGE_LIMIT.default)
    .describe(`Entries a page; ${PAGE_LIMIT.default} by default.`),
  cursor: z.string().min(1).optional().describe('The `nextCursor` of the previous page.'),
};

/** Query of a list that has no filter. */
export const listQuery = z.strictObject(pageQuery);

/** The answer of a list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });

/** The values that a message names. */
export const params = z.record(z.string(), z.unknown()).describe('The values that the message names, by their names.');

/** The id of a task, list or template: an integer below 2^53 in decimal digits. */
export const id = z
  .string()
  .refine(isId, fault('must be an id, such as "1234567890"', 'format', { format: 'id' }))
  .meta({ pattern: ID_FORM.source });

/** Params of a path with `{id}`; what is no id is 404. */
export const idParams = z.strictObject({ id });

/** An e-mail address in a query, trimmed and in lower case. */
export const address = z
  .string()
  .transform((text) => parseAddress(text))
  .refine((parsed) => parsed.ok, fault('must be an e-mail address', 'format', { format: 'email' }))
  .transform((parsed) => (parsed.ok ? parsed.address : ''))
  .meta({ type: 'string' });

/** A domain name, in lower case and in ASCII. */
export const domainName = z
  .string()
  .transform((text) => parseDomain(text))
  .refine(
    (domain) => domain !== null,
    fault('must be a host name such as news.example.com', 'format', { format: 'hostname' }),
  )
  .transform((domain) => domain ?? '')
  .meta({ type: 'string' });
