import type { ApiClient } from '../adapters/api/client.ts';
import { ApiProblem, Unreachable } from '../adapters/api/problem.ts';
import { mayActAs, type Role } from '../core/access/role.ts';
import { domainOf, parseAddress } from '../core/audience/address.ts';
import type { Log } from '../core/log.ts';
import type { Client, Desk, Reply, SignIn } from './desk.ts';
import { FAULT, reply, replyToOutcomes, replyToRefusal } from './replies.ts';

/** Most bytes of a message: in base64 it fits into a request of the API. */
export const MAX_BYTES_BY_HTTP = 4_200_000;
/** A message may wait for its turn and for the answers of mail servers; a gateway gives up after 30 s. */
const HAND_IN_TIMEOUT_MS = 70_000;

/** As `POST /v1/submissions` answers. */
interface SubmittedMessage {
  submissionId: string;
  results: { outcome: 'sent' | 'failed' | 'unknown'; reason: string | null; retry: 'later' | 'never' | null }[];
}

export interface HttpDeskPorts {
  /** Calls the product with the API key that a program signed in with. */
  api(apiKey: string): Pick<ApiClient, 'get' | 'post'>;
  log: Log;
}

/**
 * Answers with a product that is elsewhere, by its API: programs sign in with an API key. What is suppressed shows when
 * the message is handed in, and not before.
 */
export function httpDesk(ports: HttpDeskPorts): Desk {
  const keys = new WeakMap<Client, string>();
  const apiOf = (client: Client) => ports.api(keys.get(client) ?? '');
  return {
    signIn: async (_user, password) => {
      const answer = await signIn(ports, password);
      if (answer.ok) keys.set(answer.client, password);
      return answer;
    },
    checkSender: (client, from) => orReply(ports, () => checkSender(apiOf(client), from)),
    checkRecipient: async (_client, to) =>
      parseAddress(to).ok ? null : reply(553, '5.1.3 the recipient is no e-mail address in ASCII'),
    handIn: (client, { from, to, bytes }) =>
      orReply(ports, async () => {
        const body = { from, to, message: bytes.toString('base64') };
        const made = await apiOf(client).post<SubmittedMessage>('/v1/submissions', body, {
          timeoutMs: HAND_IN_TIMEOUT_MS,
        });
        const outcomes = made.results.map((result) => ({ ...result, isForNow: result.retry === 'later' }));
        return replyToOutcomes(made.submissionId, outcomes);
      }),
  };
}

async function signIn({ api, log }: HttpDeskPorts, apiKey: string): Promise<SignIn> {
  try {
    const key = await api(apiKey).get<{ keyId: string; role: Role }>('/v1/session');
    if (mayActAs(key.role, 'sender')) return { ok: true, client: { keyId: key.keyId, onlyFrom: null } };
    return { ok: false, reply: reply(535, `5.7.8 this key has the role ${key.role}; sending needs sender`) };
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401)
      return { ok: false, reply: reply(535, '5.7.8 the password is no API key of this server') };
    log.error('submission-failed', error);
    return { ok: false, reply: reply(454, '4.7.0 nobody can be signed in at the moment; try again') };
  }
}

async function checkSender(api: Pick<ApiClient, 'get'>, from: string): Promise<Reply | null> {
  if (from === '') return reply(550, '5.1.7 mail without a sender is not taken');
  const parsed = parseAddress(from);
  if (!parsed.ok) return reply(553, '5.1.7 the sender is no e-mail address');
  const domain = domainOf(parsed.address);
  try {
    const { status } = await api.get<{ status: string }>('/v1/domains/{domain}', { params: { domain } });
    return status === 'verified' ? null : reply(550, `5.7.1 ${domain} is not verified yet`);
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404)
      return reply(550, `5.7.1 ${domain} is no sending domain here`);
    throw error;
  }
}

/** What the product refuses is a reply of its own; anything else is logged, and temporary. */
async function orReply<Answer>({ log }: HttpDeskPorts, ask: () => Promise<Answer>): Promise<Answer | Reply> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiProblem) {
      const text = error.errors[0]?.message ?? error.detail;
      return replyToRefusal({ code: error.code, text, resumesAt: error.resumesAt });
    }
    if (!(error instanceof Unreachable)) log.error('submission-failed', error);
    return FAULT;
  }
}
