import * as z from 'zod';
import {
  type AddReport,
  addRecipients,
  MAX_RECIPIENT_DATA_BYTES,
  MAX_RECIPIENTS_PER_CALL,
  type NewRecipient,
} from '../../../core/audience/add-recipients.ts';
import { parseAddress } from '../../../core/audience/address.ts';
import { addressHash } from '../../../core/audience/address-hash.ts';
import { countMembers, type List, listsPage, requireList } from '../../../core/audience/list-store.ts';
import { createList, deleteList, type ManageListsPorts } from '../../../core/audience/manage-lists.ts';
import { findMember, type Member, membersPage } from '../../../core/audience/members.ts';
import type { Log } from '../../../core/log.ts';
import { type Action, action, idNumber } from '../action.ts';
import { objectIn } from '../contents.ts';
import { inTheirWords, Refusal } from '../errors.ts';
import { limitField, offsetField, pageByOffset, placeOf } from '../paging.ts';
import { timeText } from '../times.ts';

const MAX_NAME_LENGTH = 200;
const MAX_DESCRIPTION_LENGTH = 300;
/** Lists among which a name is looked for, and members that a page counts. */
const MOST_LISTS = 10_000;
const MOST_MEMBERS = 50_000;

const NO_LIST = { 'not-found': 'OperationDenied.ReceiverNotExist' } as const;
const TOO_MANY = { ...NO_LIST, 'too-many-recipients': 'LimitExceeded.ReceiverDetailCountLimit' } as const;
const MISSING_EMAILS = { Emails: 'MissingParameter.EmailsNecessary', Datas: 'MissingParameter.EmailsNecessary' };
const MISSING_ID = { ReceiverId: 'MissingParameter.ReceiverIdNecessary' };

export interface ReceiverPorts extends ManageListsPorts {
  log: Log;
  /** Whether files are being imported into a list. */
  isImporting(listId: string): Promise<boolean>;
  quotaDayOffsetMinutes: number;
}

/** Calls about lists, which the vendor calls receivers. */
export const receiverActions = (ports: ReceiverPorts): Action[] => [...listActions(ports), ...memberActions(ports)];

const listActions = (ports: ReceiverPorts): Action[] => [
  action({
    name: 'CreateReceiver',
    role: 'sender',
    isRepeated: true,
    schema: z.strictObject({ ReceiversName: z.string(), Desc: z.string().optional() }),
    handle: async ({ ReceiversName, Desc }) => {
      checkLength('ReceiversName', ReceiversName, MAX_NAME_LENGTH, 'InvalidParameterValue.ReceiverNameIllegal');
      checkLength('Desc', Desc ?? '', MAX_DESCRIPTION_LENGTH, 'InvalidParameterValue.ReceiverDescIllegal');
      if (ReceiversName.trim() === '') {
        throw new Refusal('InvalidParameterValue.ReceiverNameIllegal', 'ReceiversName must not be empty');
      }
      if (await hasName(ports, ReceiversName)) {
        const message = 'ReceiversName is the name of another list';
        throw new Refusal('InvalidParameterValue.RepeatReceiverName', message);
      }
      const { listId } = await createList(ports, { name: ReceiversName, description: Desc || null });
      return { ReceiverId: Number(listId) };
    },
  }),
  action({
    name: 'DeleteReceiver',
    role: 'sender',
    schema: z.strictObject({ ReceiverId: idNumber() }),
    missing: MISSING_ID,
    handle: async ({ ReceiverId }) => {
      await inTheirWords(NO_LIST, () => deleteList(ports, String(ReceiverId)));
      return {};
    },
  }),
  action({
    name: 'ListReceivers',
    role: 'viewer',
    schema: z.strictObject({
      Offset: offsetField(),
      Limit: limitField(),
      Status: z.int().optional(),
      KeyWord: z.string().optional(),
    }),
    handle: async ({ Status, KeyWord, ...place }) => {
      const read = async (page: { limit: number; after: Parameters<typeof listsPage>[1]['after'] }) => {
        const { lists, next } = await listsPage(ports.tables, page, KeyWord || null);
        if (Status === undefined) return { rows: lists, next };
        const states = await Promise.all(lists.map((list) => stateOf(ports, list)));
        return { rows: lists.filter((_, i) => states[i]?.status === Status), next };
      };
      const { rows, total } = await pageByOffset(read, placeOf(place), MOST_LISTS);
      return { Data: await Promise.all(rows.map((list) => receiverOf(ports, list))), TotalCount: total };
    },
  }),
];

const memberActions = (ports: ReceiverPorts): Action[] => [
  action({
    name: 'CreateReceiverDetail',
    role: 'sender',
    schema: z.strictObject({ ReceiverId: idNumber(), Emails: z.array(z.string()).min(1) }),
    missing: { ...MISSING_ID, ...MISSING_EMAILS },
    handle: async ({ ReceiverId, Emails }) => {
      checkCount('Emails', Emails);
      const filled = Emails.filter((email) => email.trim() !== '');
      const report = await add(
        ports,
        ReceiverId,
        filled.map((email) => ({ email })),
      );
      return { ...countsOf(report), TotalCount: Emails.length, EmptyEmailCount: Emails.length - filled.length };
    },
  }),
  action({
    name: 'CreateReceiverDetailWithData',
    role: 'sender',
    schema: z.strictObject({
      ReceiverId: idNumber(),
      Datas: z.array(z.strictObject({ Email: z.string(), TemplateData: z.string() })).min(1),
    }),
    missing: { ...MISSING_ID, ...MISSING_EMAILS },
    handle: async ({ ReceiverId, Datas }) => {
      checkCount('Datas', Datas);
      const report = await add(ports, ReceiverId, recipientsIn(Datas));
      return { ...countsOf(report), TotalCount: Datas.length, EmptyEmailCount: 0 };
    },
  }),
  action({
    name: 'ListReceiverDetails',
    role: 'viewer',
    schema: z.strictObject({
      ReceiverId: idNumber(),
      Offset: offsetField(),
      Limit: limitField(),
      Email: z.string().optional(),
      CreateTimeBegin: z.string().optional(),
      CreateTimeEnd: z.string().optional(),
      Status: z.int().optional(),
    }),
    handle: async ({ ReceiverId, Email, CreateTimeBegin, CreateTimeEnd, Status, ...place }) => {
      if (CreateTimeBegin || CreateTimeEnd) {
        const message = 'CreateTimeBegin and CreateTimeEnd: when a recipient joined a list is not kept';
        throw new Refusal('InvalidParameterValue', message);
      }
      const where = placeOf(place);
      const { rows, total } = await inTheirWords(NO_LIST, async () => {
        await requireList(ports.tables, String(ReceiverId));
        // 2 is the vendor's for addresses that are not valid, which no list takes.
        if (Status === 2) return { rows: [], total: 0 };
        return await membersOf(ports, String(ReceiverId), Email ?? '', where);
      });
      return { TotalCount: total, ValidCount: total, InvalidCount: 0, Data: rows.map(detailOf) };
    },
  }),
];

/** A whole address is looked up; a part of one is looked for. */
async function membersOf(
  { tables }: ReceiverPorts,
  listId: string,
  wanted: string,
  place: ReturnType<typeof placeOf>,
): Promise<{ rows: Member[]; total: number }> {
  if (parseAddress(wanted).ok) {
    const member = await findMember(tables, listId, wanted);
    const found = member === undefined ? [] : [member];
    return { rows: found.slice(place.offset, place.offset + place.limit), total: found.length };
  }
  const part = wanted.toLowerCase();
  const read = async (page: Parameters<typeof membersPage>[2]) => {
    const { members, next } = await membersPage(tables, listId, page);
    return { rows: members.filter(({ email }) => email.includes(part)), next };
  };
  return await pageByOffset(read, place, MOST_MEMBERS);
}

const detailOf = ({ email, data }: Member) => ({
  Email: email,
  TemplateData: data === null ? '' : JSON.stringify(data),
  CreateTime: '',
  Reason: '',
  Status: 1,
  EmailId: idOfAddress(email),
});

/** A number that stands for an address: the first 52 bits of its hash, which a JSON number holds exactly. */
export const idOfAddress = (email: string): number => Number.parseInt(addressHash(email).slice(0, 13), 16);

async function stateOf(ports: ReceiverPorts, { listId }: List): Promise<{ count: number; status: number }> {
  const [count, isImporting] = await Promise.all([countMembers(ports.tables, listId), ports.isImporting(listId)]);
  if (isImporting) return { count, status: 2 };
  return { count, status: count === 0 ? 1 : 3 };
}

async function receiverOf(ports: ReceiverPorts, list: List) {
  const { count, status } = await stateOf(ports, list);
  return {
    ReceiverId: Number(list.listId),
    ReceiversName: list.name,
    Count: count,
    Desc: list.description ?? '',
    ReceiversStatus: status,
    CreateTime: timeText(list.createdAt, ports.quotaDayOffsetMinutes),
    InvalidCount: 0,
  };
}

/** Two calls at once may both find a name free: there is no index of names. */
async function hasName({ tables }: ReceiverPorts, name: string): Promise<boolean> {
  const read = async (page: Parameters<typeof listsPage>[1]) => {
    const { lists, next } = await listsPage(tables, page, name);
    return { rows: lists.filter((list) => list.name === name), next };
  };
  return (await pageByOffset(read, { offset: 0, limit: 1 }, MOST_LISTS)).total > 0;
}

const add = (ports: ReceiverPorts, receiverId: number, recipients: NewRecipient[]): Promise<AddReport> =>
  inTheirWords(TOO_MANY, () => addRecipients(ports, String(receiverId), recipients));

const countsOf = ({ added, repeated, tooLong }: AddReport) => ({
  ValidCount: added,
  RepeatCount: repeated,
  TooLongCount: tooLong,
});

function checkCount(field: string, entries: unknown[]): void {
  if (entries.length <= MAX_RECIPIENTS_PER_CALL) return;
  const message = `${field} has ${entries.length} entries; at most ${MAX_RECIPIENTS_PER_CALL} a call`;
  throw new Refusal('LimitExceeded.ReceiverDetailRequestLimit', message);
}

function checkLength(field: string, value: string, most: number, code: string): void {
  if (value.length > most) throw new Refusal(code, `${field} must have at most ${most} characters`);
}

/** One entry that is wrong refuses the call, so that a program sees it before anything is stored. */
function recipientsIn(entries: { Email: string; TemplateData: string }[]): NewRecipient[] {
  let names: string | undefined;
  return entries.map(({ Email, TemplateData }, i) => {
    const at = `Datas.${i}`;
    if (!parseAddress(Email).ok)
      throw new Refusal('InvalidParameterValue.ReceiverEmailInvalid', `${at}.Email must be an e-mail address`);
    const data = objectIn(TemplateData);
    if (data === null)
      throw new Refusal('InvalidParameterValue.TemplateDataError', `${at}.TemplateData must be a JSON object`);
    if (Buffer.byteLength(JSON.stringify(data)) > MAX_RECIPIENT_DATA_BYTES) {
      const message = `${at}.TemplateData must have at most ${MAX_RECIPIENT_DATA_BYTES} bytes`;
      throw new Refusal('InvalidParameterValue.TemplateDataLenLimit', message);
    }
    const own = JSON.stringify(Object.keys(data).sort());
    names ??= own;
    if (own !== names) {
      const message = `${at}.TemplateData must have the same names as the first entry`;
      throw new Refusal('InvalidParameterValue.TemplateDataInconsistent', message);
    }
    return { email: Email, data };
  });
}
