import * as z from 'zod';
import { parseAddress } from '../../../core/audience/address.ts';
import {
  readUnsubscribeOption,
  removeUnsubscribeOption,
  setUnsubscribeOption,
  unsubscribeOptionsPage,
} from '../../../core/domains/unsubscribe-options.ts';
import type { Tables } from '../../../core/tables.ts';
import { readDomain } from '../../../core/warm-up/domain-store.ts';
import { type Action, action, required } from '../action.ts';
import { Refusal } from '../errors.ts';
import { offsetField, pageByOffset, placeOf } from '../paging.ts';

const PAGE = 100;

interface UnsubscribePorts {
  tables: Tables;
}

const config = z.strictObject({
  Address: required(),
  UnsubscribeConfig: required(),
  Status: z.int().min(0).max(1),
});

/** Calls about the way to unsubscribe in mail of an address, where a call to send does not say. */
export const unsubscribeActions = ({ tables }: UnsubscribePorts): Action[] => [
  action({
    name: 'CreateAddressUnsubscribeConfig',
    role: 'admin',
    schema: config,
    handle: async (input) => await set(tables, input),
  }),
  action({
    name: 'UpdateAddressUnsubscribeConfig',
    role: 'admin',
    schema: config,
    handle: async (input) => {
      const { address } = await knownAddress(tables, input.Address);
      if ((await readUnsubscribeOption(tables, address)) === undefined)
        throw new Refusal('InvalidParameterValue', `Address: ${address} has no config`);
      return await set(tables, input);
    },
  }),
  action({
    name: 'DeleteAddressUnsubscribeConfig',
    role: 'admin',
    schema: z.strictObject({ Address: z.string().optional() }),
    handle: async ({ Address }) => {
      const parsed = parseAddress(Address ?? '');
      if (!parsed.ok) throw new Refusal('InvalidParameterValue', 'Address must be an e-mail address');
      await removeUnsubscribeOption(tables, parsed.address);
      return {};
    },
  }),
  action({
    name: 'ListAddressUnsubscribeConfig',
    role: 'viewer',
    // The vendor writes the limit as a text.
    schema: z.strictObject({
      Offset: offsetField().optional(),
      Limit: z
        .string()
        .regex(/^\d{1,9}$/)
        .optional(),
    }),
    handle: async ({ Offset = 0, Limit = String(PAGE) }) => {
      const read = async (page: Parameters<typeof unsubscribeOptionsPage>[1]) => {
        const { options, next } = await unsubscribeOptionsPage(tables, page);
        return { rows: options, next };
      };
      const { rows, total } = await pageByOffset(read, placeOf({ Offset, Limit: Number(Limit) }));
      const view = ({ address, option, isActive }: (typeof rows)[number]) => ({
        Address: address,
        UnsubscribeConfig: String(option),
        Status: isActive ? 1 : 0,
      });
      return { AddressUnsubscribeConfigList: rows.map(view), Total: total };
    },
  }),
];

async function set(tables: Tables, { Address, UnsubscribeConfig, Status }: z.output<typeof config>) {
  const { address } = await knownAddress(tables, Address);
  if (!/^(?:\d|1[0-2])$/.test(UnsubscribeConfig))
    throw new Refusal('InvalidParameterValue', 'UnsubscribeConfig must be a number from 0 to 12');
  await setUnsubscribeOption(tables, { address, option: Number(UnsubscribeConfig), isActive: Status === 1 });
  return {};
}

async function knownAddress(tables: Tables, text: string): Promise<{ address: string }> {
  const parsed = parseAddress(text);
  const domain = parsed.ok && (await readDomain(tables, parsed.address.slice(parsed.address.lastIndexOf('@') + 1)));
  if (parsed.ok && domain) return parsed;
  throw new Refusal('InvalidParameterValue', 'Address must be an e-mail address of a known domain');
}
