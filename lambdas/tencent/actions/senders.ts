import * as z from 'zod';
import { isSmtpPassword, setSmtpPassword, withSmtpPassword } from '../../../core/access/smtp-passwords.ts';
import { parseAddress } from '../../../core/audience/address.ts';
import {
  createSender,
  deleteSender,
  type ManageSendersPorts,
  requireSender,
} from '../../../core/domains/manage-senders.ts';
import { type Sender, sendersPage } from '../../../core/domains/sender-store.ts';
import { type Action, action, required } from '../action.ts';
import { inTheirWords, Refusal } from '../errors.ts';
import { pageByOffset } from '../paging.ts';
import { secondsOf } from '../times.ts';

/** Senders of one answer. */
const MOST_SENDERS = 1_000;
/** Addresses whose passwords one read looks for. */
const PASSWORDS_PER_READ = 100;
const NO_SENDER = { 'not-found': 'InvalidParameterValue.NoSuchSender' } as const;
const WRONG_ADDRESS = 'InvalidParameterValue.IllegalEmailAddress';

const named = z.strictObject({ EmailAddress: required() });

/** Calls about the addresses that mail is sent from. */
export const senderActions = (ports: ManageSendersPorts): Action[] => [
  action({
    name: 'CreateEmailAddress',
    role: 'admin',
    schema: named.extend({ EmailSenderName: z.string().optional() }),
    handle: async ({ EmailAddress, EmailSenderName }) => {
      checkAddress(EmailAddress);
      const names = {
        // The address is right, so that it is the name.
        'invalid-request': 'InvalidParameterValue.IllegalSenderName',
        'already-exists': 'InvalidParameterValue.RepeatEmailAddress',
        'domain-not-verified': 'OperationDenied.DomainNotVerified',
      } as const;
      const wish = { address: EmailAddress, name: EmailSenderName || null, replyTo: null };
      await inTheirWords(names, () => createSender(ports, wish));
      return {};
    },
  }),
  action({
    name: 'DeleteEmailAddress',
    role: 'admin',
    schema: named,
    handle: async ({ EmailAddress }) => {
      await inTheirWords(NO_SENDER, () => deleteSender(ports, EmailAddress));
      return {};
    },
  }),
  action({
    name: 'ListEmailAddress',
    role: 'viewer',
    schema: z.strictObject({}),
    handle: async () => ({ EmailSenders: await allSenders(ports) }),
  }),
  action({
    name: 'UpdateEmailSmtpPassWord',
    role: 'admin',
    schema: named.extend({ Password: required() }),
    handle: async ({ EmailAddress, Password }) => {
      const { address } = await inTheirWords(NO_SENDER, () => requireSender(ports.tables, EmailAddress));
      if (!isSmtpPassword(Password)) {
        const message =
          'Password must have 10 to 64 printable ASCII characters, among them two different digits, lower-case and upper-case letters each';
        throw new Refusal('InvalidParameterValue.InvalidSmtpPassWord', message);
      }
      if (await setSmtpPassword(ports, address, Password)) return {};
      throw new Refusal('OperationDenied.RepeatPassWord', 'Password is the one that the address has already');
    },
  }),
];

function checkAddress(text: string): void {
  if (parseAddress(text).ok) return;
  throw new Refusal(WRONG_ADDRESS, 'EmailAddress must be an e-mail address');
}

async function allSenders({ tables }: ManageSendersPorts) {
  const read = async (page: Parameters<typeof sendersPage>[1]) => {
    const { senders, next } = await sendersPage(tables, page);
    return { rows: senders, next };
  };
  const { rows } = await pageByOffset(read, { offset: 0, limit: MOST_SENDERS }, MOST_SENDERS);
  const known = new Set<string>();
  for (let from = 0; from < rows.length; from += PASSWORDS_PER_READ) {
    const some = rows.slice(from, from + PASSWORDS_PER_READ).map(({ address }) => address);
    for (const address of await withSmtpPassword(tables, some)) known.add(address);
  }
  return rows.map((sender) => senderOf(sender, known.has(sender.address)));
}

const senderOf = ({ address, name, createdAt }: Sender, hasPassword: boolean) => ({
  EmailAddress: address,
  EmailSenderName: name ?? '',
  CreatedTimestamp: secondsOf(createdAt),
  SmtpPwdType: hasPassword ? 1 : 0,
});
