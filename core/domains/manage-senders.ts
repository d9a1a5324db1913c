import { addressIn, domainOf, formatMailbox, mailboxesIn, parseAddress, parseMailbox } from '../audience/address.ts';
import type { Clock } from '../clock.ts';
import { commit } from '../commit.ts';
import { invalidField, Problem, refuseInUse, type UsingTask } from '../problems.ts';
import type { Random } from '../random.ts';
import type { Tables } from '../tables.ts';
import { readDomain } from '../warm-up/domain-store.ts';
import { requireVerified } from '../warm-up/verified.ts';
import { deleteSenderWrites, newSenderWrites, readSender, type Sender, updateSender } from './sender-store.ts';

export interface ManageSendersPorts {
  tables: Tables;
  clock: Pick<Clock, 'now'>;
  random: Random;
  /** Whether an unfinished task uses it. */
  tasksUsing(reference: { sender: string }): Promise<UsingTask[]>;
}

/** Adds a sender. Throws `invalid-request`, `domain-not-verified` and `already-exists`. */
export async function createSender(
  ports: ManageSendersPorts,
  input: { address: string; name: string | null; replyTo: string | null },
): Promise<Sender> {
  const { tables, clock, random } = ports;
  const address = addressIn('/address', input.address);
  const name = nameIn(input.name, address);
  const replyTo = replyToIn(input.replyTo);
  requireVerified('/address', domainOf(address), await readDomain(tables, domainOf(address)));
  const sender: Sender = { address, name, replyTo, createdAt: clock.now() };
  const result = await commit(newSenderWrites(sender), { tables, random });
  if (!result.ok) throw new Problem('already-exists', `the sender ${address} already exists`);
  return sender;
}

/** Changes the defaults of a sender; `undefined` stays. Throws `not-found` and `invalid-request`. */
export async function editSender(
  { tables }: Pick<ManageSendersPorts, 'tables'>,
  text: string,
  { name, replyTo }: { name?: string | null | undefined; replyTo?: string | null | undefined },
): Promise<Sender> {
  const { address } = await requireSender(tables, text);
  const changes = {
    ...(name === undefined ? {} : { name: nameIn(name, address) }),
    ...(replyTo === undefined ? {} : { replyTo: replyToIn(replyTo) }),
  };
  const sender = await updateSender(tables, address, changes);
  if (!sender) throw notFound(text);
  return sender;
}

/** A sender that the URL names. Throws `not-found`. */
export async function requireSender(tables: Tables, text: string): Promise<Sender> {
  const parsed = parseAddress(text);
  const sender = parsed.ok ? await readSender(tables, parsed.address) : undefined;
  if (!sender) throw notFound(text);
  return sender;
}

function nameIn(text: string | null, address: string): string | null {
  const name = text?.trim() || null;
  if (name !== null && parseMailbox(formatMailbox({ name, address }))?.name !== name) {
    throw invalidField('/name', 'must be a name without control characters', 'format', { format: 'name' });
  }
  return name;
}

const replyToIn = (text: string | null): string | null =>
  text === null ? null : mailboxesIn('/replyTo', text).map(formatMailbox).join(', ');

/** Deletes a sender. Throws `not-found`, and `in-use` while an unfinished task sends from the address. */
export async function deleteSender(ports: ManageSendersPorts, text: string): Promise<void> {
  const sender = await requireSender(ports.tables, text);
  refuseInUse(await ports.tasksUsing({ sender: sender.address }), `sends from ${sender.address}`);
  const result = await commit(deleteSenderWrites(sender), ports);
  if (!result.ok) throw notFound(text);
}

const notFound = (address: string): Problem => new Problem('not-found', `there is no sender ${address}`);
