import type { Access } from '../core/access/access.ts';
import { mayActAs } from '../core/access/role.ts';
import { domainOf, parseAddress } from '../core/audience/address.ts';
import type { Log } from '../core/log.ts';
import { Problem } from '../core/problems.ts';
import { type SubmissionPorts, submitMessage } from '../core/submission/submit-message.ts';
import { TablesBusy } from '../core/tables.ts';
import { suppressedAmong } from '../core/transactional/transactional-mail.ts';
import { readDomain } from '../core/warm-up/domain-store.ts';
import type { Client, Desk, Reply, SignIn } from './desk.ts';
import { FAULT, reply, replyToProblem, replyToSubmitted, SUPPRESSED } from './replies.ts';

export interface CoreDeskPorts extends SubmissionPorts {
  access: Pick<Access, 'authenticate'>;
  /** Whether a password is that of a sender's address. */
  isPasswordOf(address: string, password: string): Promise<boolean>;
  log: Log;
}

const WRONG = reply(535, '5.7.8 this is no user name and password of this server');

/** Answers with core, in this process. */
export const coreDesk = (ports: CoreDeskPorts): Desk => ({
  signIn: (user, password) => orFault(ports, () => signIn(ports, user, password), { ok: false, reply: AWAY }),
  checkSender: (client, from) => orFault(ports, () => checkSender(ports, client, from), FAULT),
  checkRecipient: (_client, to) => orFault(ports, () => checkRecipient(ports, to), FAULT),
  handIn: (client, message) =>
    orFault(ports, async () => replyToSubmitted(await submitMessage(ports, { ...client, ...message })), FAULT),
});

const AWAY = reply(454, '4.7.0 nobody can be signed in at the moment; try again');

/** A problem is a reply of its own; anything else is logged, and answered by `fault`. */
async function orFault<Answer>(
  { log }: CoreDeskPorts,
  ask: () => Promise<Answer>,
  fault: Answer | Reply,
): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Problem) return replyToProblem(error) as Answer;
    if (!(error instanceof TablesBusy)) log.error('submission-failed', error);
    return fault as Answer;
  }
}

/** By an API key, whatever the user name; or by the password of the address that is the user name. */
async function signIn(ports: CoreDeskPorts, user: string, password: string): Promise<SignIn> {
  const caller = await ports.access.authenticate(`Bearer ${password}`);
  if (caller !== null) {
    if (!mayActAs(caller.role, 'sender'))
      return { ok: false, reply: reply(535, `5.7.8 this key has the role ${caller.role}; sending needs sender`) };
    return { ok: true, client: { keyId: caller.keyId, onlyFrom: null } };
  }
  const parsed = parseAddress(user);
  if (parsed.ok && (await ports.isPasswordOf(parsed.address, password)))
    return { ok: true, client: { keyId: `smtp ${parsed.address}`, onlyFrom: parsed.address } };
  return { ok: false, reply: WRONG };
}

async function checkSender({ tables }: CoreDeskPorts, { onlyFrom }: Client, from: string): Promise<Reply | null> {
  if (from === '') return reply(550, '5.1.7 mail without a sender is not taken');
  const parsed = parseAddress(from);
  if (!parsed.ok) return reply(553, '5.1.7 the sender is no e-mail address');
  if (onlyFrom !== null && parsed.address !== onlyFrom)
    return reply(553, `5.7.1 this password sends from ${onlyFrom} only`);
  const name = domainOf(parsed.address);
  const domain = await readDomain(tables, name);
  if (domain?.status === 'verified') return null;
  return reply(550, `5.7.1 ${name} is ${domain ? 'not verified yet' : 'no sending domain here'}`);
}

async function checkRecipient({ tables, clock }: CoreDeskPorts, to: string): Promise<Reply | null> {
  const parsed = parseAddress(to);
  if (!parsed.ok) return reply(553, '5.1.3 the recipient is no e-mail address in ASCII');
  const suppressed = await suppressedAmong(tables, [parsed.address], clock.now());
  return suppressed.size === 0 ? null : reply(550, SUPPRESSED);
}
