import type { Readable } from 'node:stream';
import { Temporal } from 'temporal-polyfill';
import { type Clock, DAY, type Instant, iso } from '../core/clock.ts';
import { CONSOLE_NEWS } from './front-guard.ts';
import type { FrontAnswer, FrontRequest } from './http-front.ts';
import { answerInboxPage } from './inbox-pages.ts';
import type { InboxEntry, InboxStore } from './inbox-store.ts';
import { LocalProblem } from './local-problem.ts';
import type { MailEvents } from './mail-events.ts';
import { READER_ACTS, type ReaderAct } from './ses-events.ts';
import { type Due, type TimeTravel, TravelBrokenOff } from './time-travel.ts';

/** Ten years: farther is a mistake. */
const MAX_TRAVEL_MS = 3_660 * DAY;
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;

const invalid = (message: string) => new LocalProblem(400, 'invalid-request', message);
const notFound = (message: string) => new LocalProblem(404, 'not-found', message);

/** The calls and pages that exist on this machine only: its clock and its inbox (null with a real relay). */
export function createLocalApi(ports: {
  clock: Clock;
  travel: TimeTravel;
  store: InboxStore | null;
  events: Pick<MailEvents, 'act' | 'settled'> | null;
  /** Tells each new build of the console as server-sent events; null while it is not watched. */
  consoleNews?: (() => Readable) | null;
}) {
  return async (request: FrontRequest): Promise<FrontAnswer> => {
    try {
      const page = ports.store && (await answerInboxPage(request, ports.store));
      if (page) return page;
      const path = request.url.pathname.slice('/_local/'.length);
      if (path === 'clock') return await answerClock(request, ports);
      if (path === 'travels') return answerTravels(request, ports.travel);
      if (path === CONSOLE_NEWS) return answerConsoleNews(request, ports.consoleNews);
      if (path === 'inbox' || path.startsWith('inbox/')) {
        if (ports.store === null) throw notFound('mail goes to a relay, so there is no inbox');
        const [id = '', act, ...rest] = path.slice('inbox/'.length).split('/');
        if (act !== undefined && ports.events !== null && rest.length === 0)
          return await actOn(request, id, act, ports.events);
        return await answerInbox(request, path.slice('inbox/'.length), { store: ports.store, events: ports.events });
      }
      throw notFound(`nothing is at ${request.url.pathname}`);
    } catch (error) {
      if (error instanceof LocalProblem) return error.answer();
      throw error;
    }
  };
}

interface ClockPorts {
  clock: Clock;
  travel: TimeTravel;
  store: InboxStore | null;
}

async function answerClock(request: FrontRequest, ports: ClockPorts): Promise<FrontAnswer> {
  if (request.method === 'GET') {
    const due = ports.travel.nextShown();
    return json({ now: iso(ports.clock.now()), nextDue: due && shownDue(due), mails: ports.store?.total ?? null });
  }
  if (request.method !== 'POST') throw notAllowed(request, 'GET, POST');
  const target = targetOf(request.body, ports.travel);
  try {
    const { now, fired } = await ports.travel.travel(() => checked(target(ports.clock.now()), ports.clock.now()));
    return json({ now: iso(now), fired });
  } catch (error) {
    if (!(error instanceof TravelBrokenOff)) throw error;
    throw new LocalProblem(503, 'stopping', 'the product stops; its clock stands where the travel was broken off');
  }
}

const shownDue = (due: Due) => ({ ...due, at: iso(due.at) });

/** The travels since the product was started, and what happened on each. */
function answerTravels(request: FrontRequest, { travels }: Pick<TimeTravel, 'travels'>): FrontAnswer {
  if (request.method !== 'GET') throw notAllowed(request, 'GET');
  const items = travels.map(({ from, to, fired, events }) => {
    return { from: iso(from), to: iso(to), fired, events: events.map(shownDue) };
  });
  return json({ items });
}

function answerConsoleNews(request: FrontRequest, news: (() => Readable) | null | undefined): FrontAnswer {
  if (!news) throw notFound('the console is not watched: start the product with --console-watch');
  if (request.method !== 'GET') throw notAllowed(request, 'GET');
  return { status: 200, headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }, body: news() };
}

/** Where a body `{advance}` or `{to}` leads from a given instant. With nothing due, "next" stays where it is. */
function targetOf(body: Buffer, travel: Pick<TimeTravel, 'nextShown'>): (now: Instant) => Instant {
  let request: unknown;
  try {
    request = JSON.parse(body.toString('utf8'));
  } catch {
    throw invalid('the body must be JSON: {"advance": "PT24H"}, {"to": "2027-01-05T09:00:00Z"} or {"to": "next"}');
  }
  const fields = request !== null && typeof request === 'object' ? Object.entries(request) : [];
  const [name, value] = fields[0] ?? [];
  if (fields.length !== 1 || typeof value !== 'string') throw invalid('exactly one of "advance" and "to" is required');
  try {
    if (name === 'advance') {
      const duration = Temporal.Duration.from(value);
      // Years and months have no fixed length, so they are counted from the instant of departure, in UTC.
      return (now) =>
        Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('UTC').add(duration).epochMilliseconds;
    }
    if (name === 'to' && value === 'next') return (now) => Math.max(now, travel.nextShown()?.at ?? now);
    if (name === 'to') {
      const to = Temporal.Instant.from(value).epochMilliseconds;
      return () => to;
    }
  } catch {
    throw invalid(
      `"${name}" must be an ISO 8601 ${name === 'to' ? 'instant with Z or an offset, or "next"' : 'duration'}`,
    );
  }
  throw invalid(`"${name}" is unknown; "advance" and "to" are not`);
}

function checked(target: Instant, now: Instant): Instant {
  if (target < now) throw invalid(`the clock goes forwards only; it is ${iso(now)}`);
  if (target > now + MAX_TRAVEL_MS) throw invalid('that is more than ten years away');
  return target;
}

/** What a reader does with a mail: the event that SES would send is recorded before the answer. */
async function actOn(
  request: FrontRequest,
  id: string,
  act: string,
  events: Pick<MailEvents, 'act' | 'settled'>,
): Promise<FrontAnswer> {
  if (!isReaderAct(act)) throw notFound(`nothing is at ${request.url.pathname}`);
  if (request.method !== 'POST') throw notAllowed(request, 'POST');
  // What happened to the mail before comes first.
  await events.settled();
  if (!/^\d{1,15}$/.test(id) || !(await events.act(Number(id), act))) throw notFound(`no mail has the id ${id}`);
  return { status: 204 };
}

const isReaderAct = (act: string): act is ReaderAct => READER_ACTS.some((known) => known === act);

async function answerInbox(
  request: FrontRequest,
  id: string,
  { store, events }: { store: InboxStore; events: Pick<MailEvents, 'settled'> | null },
): Promise<FrontAnswer> {
  if (id !== '') {
    if (request.method !== 'GET') throw notAllowed(request, 'GET');
    const raw = /^\d{1,15}$/.test(id) ? await store.raw(Number(id)) : undefined;
    if (raw === undefined) throw notFound(`no mail has the id ${id}`);
    return { status: 200, headers: { 'content-type': 'message/rfc822' }, body: raw };
  }
  if (request.method === 'DELETE') {
    // Their events come from the mails, so that these must not go before.
    await events?.settled();
    await store.clear();
    return { status: 204 };
  }
  if (request.method !== 'GET') throw notAllowed(request, 'GET, DELETE');
  const query = request.url.searchParams;
  for (const name of query.keys()) {
    if (!['to', 'taskId', 'limit', 'cursor', 'newest'].includes(name)) throw invalid(`"${name}" is unknown`);
  }
  const filter = {
    to: query.get('to') ?? undefined,
    taskId: query.get('taskId') ?? undefined,
    limit: integer('limit', query.get('limit'), DEFAULT_LIMIT, 1, MAX_LIMIT),
  };
  const cursor = (first: number): number => integer('cursor', query.get('cursor'), first, 0, Number.MAX_SAFE_INTEGER);
  const { total, items, next } = isNewestFirst(query.get('newest'))
    ? store.latest({ ...filter, before: cursor(Number.MAX_SAFE_INTEGER) })
    : store.find({ ...filter, after: cursor(0) });
  return json({ total, items: items.map(shown), nextCursor: next === null ? null : String(next) });
}

function isNewestFirst(text: string | null): boolean {
  if (text !== null && text !== 'true' && text !== 'false') throw invalid('"newest" must be true or false');
  return text === 'true';
}

const shown = ({ id, from, to, subject, receivedAt, clockAt }: InboxEntry) => ({
  id: String(id),
  from,
  to,
  subject,
  receivedAt,
  clockAt,
});

function integer(name: string, text: string | null, fallback: number, min: number, max: number): number {
  if (text === null) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw invalid(`"${name}" must be an integer from ${min} to ${max}`);
  }
  return value;
}

const notAllowed = ({ method, url }: FrontRequest, allow: string) =>
  new LocalProblem(405, 'method-not-allowed', `${method} is not possible on ${url.pathname}, only ${allow}`, { allow });

const json = (body: unknown): FrontAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
