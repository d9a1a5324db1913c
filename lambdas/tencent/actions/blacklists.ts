import * as z from 'zod';
import { parseAddress } from '../../../core/audience/address.ts';
import { isExpired } from '../../../core/audience/expiry.ts';
import {
  type Suppression,
  type SuppressionReason,
  storedSuppressionsOf,
  suppress,
  suppressionsPage,
  unsuppress,
} from '../../../core/audience/suppressions.ts';
import type { Clock, Instant } from '../../../core/clock.ts';
import type { Random } from '../../../core/random.ts';
import type { Tables } from '../../../core/tables.ts';
import { endOfDay, quotaDayOf } from '../../../core/warm-up/quota-day.ts';
import { type Action, action } from '../action.ts';
import { Refusal } from '../errors.ts';
import { limitField, offsetField, pageByOffset, placeOf } from '../paging.ts';
import { isDate, timeIn, timeText } from '../times.ts';
import { idOfAddress } from './receivers.ts';

/** Addresses of one call. */
const MOST_ADDRESSES = 1_000;
const MOST_REPORTED = 1_000;
const AT_ONCE = 10;
/** What those who receive mail said of an address. */
const HEARD: readonly SuppressionReason[] = ['bounce', 'complaint'];
const MISSING_EMAILS = { Emails: 'MissingParameter.EmailsNecessary' };
/** Numbers of the vendor for entries: these, or all. */
const EXPIRED = 0;
const ACTIVE = 1;
const ALL = 2;

export interface BlacklistPorts {
  tables: Tables;
  clock: Clock;
  random: Random;
  quotaDayOffsetMinutes: number;
}

/** Calls about who is not mailed: by what was heard of an address, or by hand. */
export const blacklistActions = (ports: BlacklistPorts): Action[] => [
  ...heardActions(ports),
  ...complaintActions(ports),
  ...makingActions(ports),
  ...keepingActions(ports),
];

const heardActions = (ports: BlacklistPorts): Action[] => [
  action({
    name: 'ListBlackEmailAddress',
    role: 'viewer',
    schema: z.strictObject({
      StartDate: z.string().min(1),
      EndDate: z.string().min(1),
      Limit: limitField(),
      Offset: offsetField(),
      EmailAddress: z.string().optional(),
      TaskID: z.string().optional(),
    }),
    handle: async ({ StartDate, EndDate, EmailAddress, ...place }) => {
      checkDate('StartDate', StartDate);
      checkDate('EndDate', EndDate);
      const isMeant = ({ reason, email, createdAt }: Suppression) => {
        const day = quotaDayOf(createdAt, ports.quotaDayOffsetMinutes);
        return HEARD.includes(reason) && day >= StartDate && day <= EndDate && isOf(email, EmailAddress);
      };
      const { rows, total } = await pageByOffset(readerOf(ports, isMeant), placeOf(place));
      const view = ({ email, reason, createdAt }: Suppression) => ({
        BounceTime: timeText(createdAt, ports.quotaDayOffsetMinutes),
        EmailAddress: email,
        IspDesc: reason,
      });
      return { BlackList: rows.map(view), TotalCount: total };
    },
  }),
  action({
    name: 'DeleteBlackList',
    role: 'sender',
    schema: z.strictObject({ EmailAddressList: z.array(z.string()).min(1) }),
    handle: async ({ EmailAddressList }) => {
      checkCount('EmailAddressList', EmailAddressList);
      await removeAll(ports, EmailAddressList, HEARD);
      return {};
    },
  }),
];

const complaintActions = (ports: BlacklistPorts): Action[] => [
  action({
    name: 'GetAbuseReport',
    role: 'viewer',
    schema: z.strictObject({
      StartTime: z.string().min(1),
      EndTime: z.string().min(1),
      Offset: offsetField().optional(),
      Limit: limitField().optional(),
      FromDomain: z.string().optional(),
      FromAddress: z.string().optional(),
      Mta: z.string().optional(),
      ToAddress: z.string().optional(),
      TemplateId: z.string().optional(),
    }),
    handle: async ({ Offset = 0, Limit = MOST_REPORTED, FromDomain, FromAddress, TemplateId, ...input }) => {
      if (FromDomain || FromAddress || TemplateId) {
        const message =
          'FromDomain, FromAddress and TemplateId: which mail was complained of is not kept with the address';
        throw new Refusal('UnsupportedOperation', message);
      }
      if (Limit > MOST_REPORTED)
        throw new Refusal('FailedOperation.InvalidLimit', `Limit must be at most ${MOST_REPORTED}`);
      const from = instantIn(ports, 'StartTime', input.StartTime, '00:00:00');
      const to = instantIn(ports, 'EndTime', input.EndTime, '23:59:59');
      const isMeant = ({ reason, email, createdAt }: Suppression) =>
        reason === 'complaint' &&
        createdAt >= from &&
        createdAt < to + 1_000 &&
        isOf(email, input.ToAddress) &&
        (!input.Mta || domainOf(email) === input.Mta.toLowerCase());
      const { rows, total } = await pageByOffset(readerOf(ports, isMeant), { offset: Offset, limit: Limit });
      return { Data: rows.map((row) => complaintOf(ports, row)), TotalCount: total };
    },
  }),
];

const makingActions = (ports: BlacklistPorts): Action[] => [
  action({
    name: 'CreateCustomBlacklist',
    role: 'sender',
    schema: z.strictObject({ Emails: z.array(z.string()).min(1), ExpireDate: z.string().optional() }),
    missing: MISSING_EMAILS,
    handle: async ({ Emails, ExpireDate }) => {
      checkCount('Emails', Emails);
      const expiresAt = expiryIn(ports, ExpireDate);
      const parsed = Emails.map((email) => parseAddress(email));
      const addresses = parsed.flatMap((one) => (one.ok ? [one.address] : []));
      const tooLong = parsed.filter((one) => !one.ok && one.problem === 'too-long').length;
      let added = 0;
      for (let from = 0; from < addresses.length; from += AT_ONCE) {
        const some = addresses.slice(from, from + AT_ONCE);
        const done = await Promise.all(some.map((email) => suppress(ports, { email, reason: 'manual', expiresAt })));
        added += done.filter(({ isNew }) => isNew).length;
      }
      return {
        TotalCount: Emails.length,
        ValidCount: added,
        TooLongCount: tooLong,
        RepeatCount: addresses.length - added,
        InvalidCount: Emails.length - addresses.length - tooLong,
      };
    },
  }),
  action({
    name: 'UpdateCustomBlackList',
    role: 'sender',
    schema: z.strictObject({ Id: z.int(), Email: z.string().min(1), ExpireDate: z.string().optional() }),
    handle: async ({ Id, Email, ExpireDate }) => {
      const address = parseAddress(Email);
      if (!address.ok) {
        throw new Refusal('InvalidParameterValue.IllegalEmailAddress', 'Email must be an e-mail address');
      }
      const given = ExpireDate === undefined ? undefined : expiryIn(ports, ExpireDate);
      const isMeant = ({ reason, email }: Suppression) => reason === 'manual' && idOfAddress(email) === Id;
      const { rows } = await pageByOffset(readerOf(ports, isMeant), { offset: 0, limit: 1 });
      const [known] = rows;
      if (known === undefined) throw new Refusal('InvalidParameterValue', `Id: there is no entry ${Id}`);
      const expiresAt = given === undefined ? stillAhead(ports, known) : given;
      await suppress(ports, { email: address.address, reason: 'manual', expiresAt });
      // The new one first: at no time is neither of them kept from mail.
      if (known.email !== address.address) await removeAll(ports, [known.email], ['manual']);
      return {};
    },
  }),
];

const keepingActions = (ports: BlacklistPorts): Action[] => [
  action({
    name: 'ListCustomBlacklist',
    role: 'viewer',
    schema: z.strictObject({
      Offset: offsetField(),
      Limit: limitField(),
      Status: z.int().min(EXPIRED).max(ALL),
      Email: z.string().optional(),
    }),
    handle: async ({ Status, Email, ...place }) => {
      const now = ports.clock.now();
      const statusOf = (entry: Suppression): number => (isExpired(entry, now) ? EXPIRED : ACTIVE);
      const isMeant = (entry: Suppression) =>
        entry.reason === 'manual' && (Status === ALL || statusOf(entry) === Status) && isOf(entry.email, Email);
      const { rows, total } = await pageByOffset(readerOf(ports, isMeant), placeOf(place));
      const view = (entry: Suppression) => ({
        Id: idOfAddress(entry.email),
        Email: entry.email,
        CreateTime: timeText(entry.createdAt, ports.quotaDayOffsetMinutes),
        ExpireDate: lastDayOf(ports, entry),
        Status: statusOf(entry),
      });
      return { TotalCount: total, Data: rows.map(view) };
    },
  }),
  action({
    name: 'DeleteCustomBlackList',
    role: 'sender',
    schema: z.strictObject({ Emails: z.array(z.string()).min(1) }),
    missing: MISSING_EMAILS,
    handle: async ({ Emails }) => {
      checkCount('Emails', Emails);
      await removeAll(ports, Emails, ['manual']);
      return {};
    },
  }),
];

const readerOf =
  ({ tables }: BlacklistPorts, isMeant: (suppression: Suppression) => boolean) =>
  async (page: Parameters<typeof suppressionsPage>[1]) => {
    const { suppressions, next } = await suppressionsPage(tables, page, isMeant);
    return { rows: suppressions, next };
  };

const isOf = (email: string, wanted: string | undefined): boolean =>
  !wanted || email.includes(wanted.trim().toLowerCase());

const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1);

/** Only what has one of the reasons is removed; an address without such an entry is none the worse. */
async function removeAll(
  ports: BlacklistPorts,
  emails: string[],
  reasons: readonly SuppressionReason[],
): Promise<void> {
  for (let from = 0; from < emails.length; from += AT_ONCE) {
    await Promise.all(emails.slice(from, from + AT_ONCE).map((email) => removeOne(ports, email, reasons)));
  }
}

async function removeOne(ports: BlacklistPorts, email: string, reasons: readonly SuppressionReason[]): Promise<void> {
  const known = await storedSuppressionsOf(ports.tables, email);
  for (const { reason } of known.filter((one) => reasons.includes(one.reason))) {
    await unsuppress(ports, email, { reason }).catch((error: unknown) => {
      // Somebody else removed it.
      if (!(error instanceof Error && error.name === 'Problem')) throw error;
    });
  }
}

function complaintOf({ quotaDayOffsetMinutes }: BlacklistPorts, { email, createdAt }: Suppression) {
  const at = timeText(createdAt, quotaDayOffsetMinutes);
  const unknown = { DeliverTime: '', OriginalMailFrom: '', FromDomain: '', SourceIp: '', TemplateId: '', BulkId: '' };
  return {
    ...unknown,
    MessageId: '',
    Subject: '',
    OriginalRcptTo: email,
    Mta: domainOf(email),
    ComplainTime: at,
    AbuseTime: at,
    InsertTime: at,
  };
}

function checkDate(field: string, text: string): void {
  if (isDate(text)) return;
  throw new Refusal('InvalidParameterValue.WrongDate', `${field} must be a date such as 2027-01-05`);
}

/** The end of the day that an entry ends on; null for one without. */
function expiryIn({ clock, quotaDayOffsetMinutes }: BlacklistPorts, date: string | undefined): Instant | null {
  if (!date) return null;
  checkDate('ExpireDate', date);
  if (date < quotaDayOf(clock.now(), quotaDayOffsetMinutes))
    throw new Refusal('InvalidParameterValue.WrongDate', 'ExpireDate must not be in the past');
  return endOfDay(date, quotaDayOffsetMinutes);
}

const lastDayOf = ({ quotaDayOffsetMinutes }: BlacklistPorts, { expiresAt }: Suppression): string =>
  expiresAt === null ? '' : quotaDayOf(expiresAt - 1, quotaDayOffsetMinutes);

/** An entry that is changed keeps its end; one that has ended is made anew, for ever. */
const stillAhead = ({ clock }: BlacklistPorts, entry: Suppression): Instant | null =>
  isExpired(entry, clock.now()) ? null : entry.expiresAt;

function checkCount(field: string, emails: string[]): void {
  if (emails.length <= MOST_ADDRESSES) return;
  const message = `${field} has ${emails.length} entries; at most ${MOST_ADDRESSES} a call`;
  throw new Refusal('LimitExceeded.ReceiverDetailRequestLimit', message);
}

function instantIn(
  { quotaDayOffsetMinutes }: BlacklistPorts,
  field: 'StartTime' | 'EndTime',
  text: string,
  time: string,
): Instant {
  const at = timeIn(isDate(text) ? `${text} ${time}` : text, quotaDayOffsetMinutes);
  if (at !== null) return at;
  throw new Refusal(`InvalidParameter.Invalid${field}Format`, `${field} must be a date, or a date and a time`);
}
