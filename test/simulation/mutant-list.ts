/** A wrong variant of the product: in each of the files the text `from`, which is there exactly once, becomes `to`. */
export interface Mutant {
  name: string;
  edits: { file: string; from: string; to: string }[];
}

const mutant = (name: string, file: string, from: string, to: string): Mutant => ({
  name,
  edits: [{ file: file.startsWith('../') ? file.slice(3) : `core/${file}`, from, to }],
});

const ledger = (name: string, from: string, to: string) => mutant(name, 'warm-up/quota-ledger.ts', from, to);
const claim = (name: string, from: string, to: string) => mutant(name, 'sending/claim.ts', from, to);
const send = (name: string, from: string, to: string) => mutant(name, 'sending/send-segment.ts', from, to);
const close = (name: string, from: string, to: string) => mutant(name, 'sending/close.ts', from, to);
const finish = (name: string, from: string, to: string) => mutant(name, 'sending/finish.ts', from, to);
const park = (name: string, from: string, to: string) => mutant(name, 'sending/park.ts', from, to);
const need = (name: string, from: string, to: string) => mutant(name, 'runs/need.ts', from, to);
const token = (name: string, from: string, to: string) => mutant(name, 'sending/handle-token.ts', from, to);
const doubts = (name: string, from: string, to: string) => mutant(name, 'sending/doubts.ts', from, to);
const reconcile = (name: string, from: string, to: string) => mutant(name, 'sending/reconcile.ts', from, to);

/** Each fence of the protocol, and each variant that a history or a scenario must refuse (docs/proof.md). */
export const MUTANTS: Mutant[] = [
  claim('a claim without its condition on the status', "runIs('status', '=', 'sending'),", ''),
  claim('a claim without its condition on open segments', "runIs('open', '<', parallelism),", ''),
  claim(
    'a claim without its condition on rest and next',
    "isRest ? unchanged(run, 'rest') : runIs('next', '=', run.next),",
    '',
  ),
  ledger(
    'a claim without its condition on the quota',
    "when: [{ attribute: 'left', is: '>=', value: n + need }, notHeld(now)],",
    "when: [{ item: 'exists' }],",
  ),
  ledger(
    'a claim that creates a quota row over another',
    "item: quotaDayToItem(row), when: [{ item: 'missing' }] },",
    'item: quotaDayToItem(row) },',
  ),
  claim(
    'n not capped by the limit of a new row',
    'const granted = Math.min(n, row.limit - need.mails);',
    'const granted = n;',
  ),
  claim(
    'the day computed twice',
    'const segment = newSegment(current, pick.range, n, day, now, invocation);',
    'const segment = newSegment(current, pick.range, n, quotaDayOf(ports.clock.now(), settings.quotaDayOffsetMinutes), now, invocation);',
  ),
  send('no look at the clock before a mail', 'if (clock.now() >= until) return null;', ''),
  send(
    'no stop at the window that midnight overtakes',
    "if (clock.now() >= endOfMails(segment, settings)) return { kind: 'day-over' };",
    '',
  ),
  send('no margin at midnight before a mail', '- MIDNIGHT_MARGIN;', '+ 0 * MIDNIGHT_MARGIN;'),
  mutant(
    'no margin at midnight for a claim',
    'warm-up/quota-day.ts',
    'MIDNIGHT_MARGIN = 2 * SECOND',
    'MIDNIGHT_MARGIN = 0 * SECOND',
  ),
  send('no write-ahead', "if (!(await writeAhead(segment, high, ports))) return { kind: 'lost' };", ''),
  send(
    'an unconditional write-ahead',
    "when: [segmentRow.is('status', '=', 'open'), segmentRow.is('owner', '=', segment.owner)],",
    'when: [],',
  ),
  close(
    'a take-over that marks nothing',
    "if (result === 'none' && by === 'take-over' && index < segment.windowHigh) {",
    "if (result === 'none' && by === 'take-over' && index < 0) {",
  ),
  {
    name: 'a take-over of a live lease',
    edits: [
      { file: 'core/runs/segment-store.ts', from: 'until < now ? [', to: 'until > 0 ? [' },
      { file: 'core/runs/segment-store.ts', from: 'open.filter((segment) => segment.leaseUntil < now)', to: 'open' },
      { file: 'core/sending/close.ts', from: "segmentRow.is('leaseUntil', '<', now), ", to: '' },
    ],
  },
  claim('a lease that is too short', 'leaseUntil: deadline + LEASE_MARGIN', 'leaseUntil: deadline - 4 * LEASE_MARGIN'),
  close(
    'a close that is not conditional',
    `segmentRow.is('status', '=', 'open'),
    segmentRow.is('owner', '=', segment.owner),`,
    "{ item: 'exists' },",
  ),
  close(
    'a close that does not lower open',
    'add: { sent, failed, skipped, unknown, open: -1 },',
    'add: { sent, failed, skipped, unknown },',
  ),
  close(
    'a close that demands a sending run',
    "{ item: 'exists' },",
    "{ attribute: 'status', is: '=', value: 'sending' },",
  ),
  close('a close that forgets rest', 'if (back.length > 0) changes.rest = putBack(run.rest, back);', ''),
  close('a close whose rest is not conditional', "...(back.length > 0 ? [unchanged(run, 'rest')] : []),", ''),
  close('a close whose doubts are not conditional', "...(unknown > 0 ? [unchanged(run, 'doubts')] : []),", ''),
  close('a close that forgets doubts', 'if (unknown > 0) changes.doubts =', 'if (unknown > 1e9) changes.doubts ='),
  close(
    "a refund to today's row",
    'writes.push(refund(run.domain, segment.day, tally));',
    'writes.push(refund(run.domain, new Date(now).toISOString().slice(0, 10), tally));',
  ),
  close('a refund of unknowns', 'segment.n - tally.sent - tally.unknown', 'segment.n - tally.sent'),
  close(
    'a refund that is repeated',
    'if (result.ok) return logClosed(segment, tally, log);\n',
    'if (result.ok) { if (tally.unused > 0) await tables.write(refund(run.domain, segment.day, tally)); return; }\n',
  ),
  close('no refund', 'if (tally.unused > 0 || tally.unknown > 0) writes', 'if (tally.unused > 1e9) writes'),
  finish('a finish that does not demand a sending run', "runIs('status', '=', 'sending'),", ''),
  {
    name: 'a finish with positions never claimed',
    edits: [
      { file: 'core/sending/finish.ts', from: 'run.next !== run.count || ', to: '' },
      { file: 'core/sending/finish.ts', from: "runIs('next', '=', run.count),", to: '' },
    ],
  },
  {
    name: 'a finish with rest',
    edits: [
      { file: 'core/sending/finish.ts', from: 'run.rest.length > 0 || ', to: '' },
      { file: 'core/sending/finish.ts', from: "unchanged({ ...run, rest: [] }, 'rest'),", to: '' },
    ],
  },
  {
    name: 'a finish with open segments',
    edits: [
      { file: 'core/sending/finish.ts', from: 'run.rest.length > 0 || run.open > 0', to: 'run.rest.length > 0' },
      { file: 'core/sending/finish.ts', from: "runIs('open', '=', 0),", to: '' },
    ],
  },
  {
    name: 'a finish with doubts',
    edits: [
      { file: 'core/sending/finish.ts', from: ' || run.doubts.length > 0', to: '' },
      { file: 'core/sending/finish.ts', from: "unchanged({ ...run, doubts: [] }, 'doubts'),", to: '' },
    ],
  },
  park('a park with open segments', "runIs('open', '=', 0),", ''),
  park(
    "a park over a user's pause",
    "runIs('status', '=', 'sending'),\n          runIs('open', '=', 0),",
    "runIs('status', '<>', 'finished'),\n          runIs('open', '=', 0),",
  ),
  park(
    'a second park that puts the run off',
    'const isStillToCome = run.wakeAt !== null && run.wakeAt > now;',
    'const isStillToCome = false;',
  ),
  {
    name: 'a wake before its time',
    edits: [
      {
        file: 'core/sending/park.ts',
        from: 'const isDue = run.wakeAt <= now;',
        to: 'const isDue = run.wakeAt <= now + 60_000;',
      },
      {
        file: 'core/sending/park.ts',
        from: "isDue ? runIs('wakeAt', '<=', now) : runIs('wakeAt', '=', run.wakeAt),",
        to: "runIs('wakeAt', '=', run.wakeAt),",
      },
    ],
  },
  park(
    "a wake of a user's pause",
    "['warm-up-quota', 'account-quota', 'reputation']",
    "['warm-up-quota', 'account-quota', 'reputation', 'user']",
  ),
  park('a wake whose hold is not conditional', "runIs('hold', '=', run.hold),", ''),
  send('no status read per window', "if (seen?.status !== 'sending') return { kind: 'not-sending' };", ''),
  send('an unknown that is tried again', "return ['unknown', answer.reason];", "return ['deferred', answer.reason];"),
  {
    name: 'a resolver without any condition',
    edits: [
      {
        file: 'core/sending/doubts.ts',
        from: "when: [segmentRow.is('status', '=', 'done'), segmentRow.is('results', '=', segment.results)],",
        to: 'when: [],',
      },
      { file: 'core/sending/doubts.ts', from: "unchanged(run, 'doubts'),", to: '' },
    ],
  },
  doubts('a resolver whose doubts are not conditional', "unchanged(run, 'doubts'),", ''),
  doubts('a resolver that comes too early', 'if (doubt.dueAt <= now)', 'if (doubt.dueAt <= now + 840_000)'),
  doubts(
    'a resolver that finds no evidence',
    "if (readResult(segment.results, index) === 'unknown')",
    "if (readResult(segment.results, index) === 'none')",
  ),
  token('no take-over on a token', 'if (run.open > 0) {', 'if (run.open > 1e9) {'),
  reconcile('a reconciler that forgets runs that are due', 'times.push(isBehind ? now : run.wakeAt);', ''),
  reconcile(
    'a reconciler that forgets cancelled runs',
    "if (run.status === 'cancelled' && run.finishedAt === null) return now;",
    '',
  ),
  reconcile(
    'a reconciler that forgets open segments',
    "if (run.status === 'sending' || run.open > 0) return now;",
    "if (run.status === 'sending') return now;",
  ),
  reconcile(
    'a reconciler that forgets doubts',
    'const times = run.doubts.map(({ dueAt }) => dueAt);',
    'const times: number[] = [];',
  ),
  reconcile('a reconciler that forgets runs behind another', 'isBehind ? now : run.wakeAt', 'run.wakeAt'),
  {
    name: 'a segment keyed by its first position',
    edits: [{ file: 'core/sending/claim.ts', from: 'serial: run.serial,', to: 'serial: range.from,' }],
  },
  claim(
    'need missing from the claim',
    'quota = [grantQuota(current.domain, day, n, need.mails, now)];',
    'quota = [grantQuota(current.domain, day, n, 0, now)];',
  ),
  claim('need missing from a created row', 'Math.min(n, row.limit - need.mails)', 'Math.min(n, row.limit)'),
  need('need without rest', 'run.count - run.next + rangesTotal(run.rest)', 'run.count - run.next'),
  need('need without sending runs', "isSending: status === 'sending',", 'isSending: false,'),
  need('need without runs due later today', 'goesOnAt < dayEnd', 'goesOnAt < 0'),
  {
    name: 'need with younger runs',
    edits: [
      { file: 'core/runs/need.ts', from: 'runOrder(older) >= mine || ', to: 'runOrder(older) === mine || ' },
      { file: 'core/runs/need.ts', from: 'to: mine,', to: '' },
    ],
  },
  {
    name: 'need with runs that began at the same instant, whatever their id',
    edits: [
      {
        file: 'core/runs/need.ts',
        from: 'runOrder(older) >= mine || ',
        to: 'older.runId === run.runId || runOrder(older).slice(0, 15) > mine.slice(0, 15) || ',
      },
      { file: 'core/runs/need.ts', from: 'to: mine,', to: '' },
    ],
  },
  need('need with itself', 'runOrder(older) >= mine || ', 'runOrder(older) > mine || '),
  need(
    'need with user-paused runs',
    "status === 'paused' && (hold === 'warm-up-quota' || hold === 'reputation')",
    "status === 'paused'",
  ),
  need(
    'need with cancelled runs',
    "isSending: status === 'sending',",
    "isSending: status === 'sending' || status === 'cancelled',",
  ),
  need('need with runs due on later days', 'goesOnAt < dayEnd', 'goesOnAt < dayEnd + 10 * 86_400_000'),
  park('an early wake at anything left', 'return row.left > need.mails;', 'return row.left > 0;'),
  park(
    'an early wake that rewrites wakeAt',
    "{ status: 'sending', hold: null, holdSince: null, behind: null, movedAt: now },",
    "{ status: 'sending', hold: null, holdSince: null, behind: null, movedAt: now, wakeAt: now },",
  ),
  mutant(
    'a scheduled time that is the present',
    'tasks/start-run.ts',
    'newRun(task, decision.start, now)',
    'newRun(task, now, now)',
  ),
  mutant(
    'an owner id per process',
    '../lambdas/sender/handler.ts',
    'handleToken(parseToken(body), { owner: ports.random.id(), deadline }, ports),',
    "handleToken(parseToken(body), { owner: 'me', deadline }, ports),",
  ),
  mutant(
    'a hold that windows do not check',
    'rate/rate.ts',
    'const free = stackIsNotHeld(tablesId);',
    'const free: Condition[] = [];',
  ),
  claim('a hold that claims do not check', "if (await rateGate.isHeld(now)) return { kind: 'stack-held' };", ''),
  claim(
    "a claim past the account's own quota",
    'const accountLeft = await rateGate.room.left();',
    'const accountLeft = Number.POSITIVE_INFINITY;',
  ),
  mutant(
    'restored tables that are not held',
    'rate/stack-hold.ts',
    'row.tablesId !== identity',
    'row.tablesId === null',
  ),
  mutant('a client that asks SES again by itself', '../adapters/ses/client.ts', 'maxAttempts: 1', 'maxAttempts: 3'),
  park('a random schedule name', 'schedules.create(`p-', 'schedules.create(ports.random.id() + `p-'),
  mutant('a rate that nobody keeps', 'rate/rate.ts', 'return Math.ceil((mails', 'return Math.ceil((1e-6 * mails'),
  mutant(
    'exclusions that nobody asks for',
    'sending/send-segment.ts',
    '?? excluded.get(recipient.email) ?? null',
    '?? null',
  ),
];
