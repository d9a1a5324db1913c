/** A wrong variant of the product: what each of the fences holds (`fence.ts`) is replaced. */
export interface Mutant {
  name: string;
  fences: Record<string, string>;
}

/** Each fence of the protocol, and each variant that a history or a scenario must refuse (docs/proof.md). */
export const MUTANTS: Mutant[] = [
  { name: 'a claim without its condition on the status', fences: { 'claim-status': '' } },
  { name: 'a claim without its condition on open segments', fences: { 'claim-open': '' } },
  { name: 'a claim without its condition on rest and next', fences: { 'claim-range': '' } },
  { name: 'a claim without its condition on the quota', fences: { 'grant-condition': `when: [{ item: 'exists' }],` } },
  { name: 'a claim that creates a quota row over another', fences: { 'day-missing': '' } },
  { name: 'n not capped by the limit of a new row', fences: { 'first-grant': 'const granted = n;' } },
  {
    name: 'the day computed twice',
    fences: {
      'claim-segment':
        'const segment = newSegment(current, pick.range, n, quotaDayOf(ports.clock.now(), settings.quotaDayOffsetMinutes), now, invocation);',
    },
  },
  { name: 'no look at the clock before a mail', fences: { 'mail-clock': '' } },
  { name: 'no stop at the window that midnight overtakes', fences: { 'window-clock': '' } },
  {
    name: 'no margin at midnight before a mail',
    fences: { 'end-of-mails': 'endOfDay(day, quotaDayOffsetMinutes) + 0 * MIDNIGHT_MARGIN;' },
  },
  { name: 'no margin at midnight for a claim', fences: { 'midnight-margin': '0 * SECOND;' } },
  { name: 'no write-ahead', fences: { 'write-ahead': '' } },
  { name: 'a window that begins late after its write-ahead', fences: { 'late-window': '' } },
  { name: 'an unconditional write-ahead', fences: { 'write-ahead-condition': 'when: [],' } },
  { name: 'a take-over that marks nothing', fences: { 'take-over-marks': 'index < 0' } },
  {
    name: 'a take-over of a live lease',
    fences: { 'expired-leases': 'until > 0 ? [Number(serial)] : [],', 'expired-segments': 'open;', 'close-lease': '' },
  },
  { name: 'a lease that is too short', fences: { lease: 'leaseUntil: deadline - 4 * LEASE_MARGIN,' } },
  { name: 'a close that is not conditional', fences: { 'close-status': `{ item: 'exists' },`, 'close-owner': '' } },
  { name: 'a close that does not lower open', fences: { 'close-counts': 'add: { sent, failed, skipped, unknown },' } },
  {
    name: 'a close that demands a sending run',
    fences: { 'close-run': `{ attribute: 'status', is: '=', value: 'sending' },` },
  },
  { name: 'a close that forgets rest', fences: { 'close-rest': '' } },
  { name: 'a close whose rest is not conditional', fences: { 'close-rest-condition': '' } },
  { name: 'a close whose doubts are not conditional', fences: { 'close-doubts-condition': '' } },
  {
    name: 'a close that forgets doubts',
    fences: {
      'close-doubts':
        'if (unknown > 1e9) changes.doubts = [...run.doubts, { serial: segment.serial, dueAt: now + RESOLVE_AFTER }];',
    },
  },
  {
    name: "a refund to today's row",
    fences: {
      'close-refund':
        'if (tally.unused > 0 || tally.unknown > 0) writes.push(refund(run.domain, new Date(now).toISOString().slice(0, 10), tally));',
    },
  },
  { name: 'a refund of unknowns', fences: { unused: 'segment.n - tally.sent;' } },
  {
    name: 'a refund that is repeated',
    fences: {
      'close-once':
        'if (result.ok) { if (tally.unused > 0) await tables.write(refund(run.domain, segment.day, tally)); return; }',
    },
  },
  {
    name: 'no refund',
    fences: { 'close-refund': 'if (tally.unused > 1e9) writes.push(refund(run.domain, segment.day, tally));' },
  },
  { name: 'a finish that does not demand a sending run', fences: { 'finish-status': '' } },
  { name: 'a finish with positions never claimed', fences: { 'done-next': '', 'finish-next': '' } },
  { name: 'a finish with rest', fences: { 'done-rest': '', 'finish-rest': '' } },
  { name: 'a finish with open segments', fences: { 'done-open': '', 'finish-open': '' } },
  { name: 'a finish with doubts', fences: { 'done-doubts': '', 'finish-doubts': '' } },
  { name: 'a drop of a run that was frozen meanwhile', fences: { 'drop-count': '' } },
  { name: 'a park with open segments', fences: { 'park-open': '' } },
  { name: "a park over a user's pause", fences: { 'park-status': `runRow.is('status', '<>', 'finished'),` } },
  { name: 'a second park that puts the run off', fences: { 'park-keeps-wake': 'null;' } },
  {
    name: 'a wake before its time',
    fences: { 'wake-time': 'run.wakeAt <= now + 60_000;', 'wake-due': 'wakeAtAsRead(run),' },
  },
  {
    name: "a wake of a user's pause",
    fences: { 'wake-user': `['warm-up-quota', 'account-quota', 'reputation', 'mail-server', 'user'];` },
  },
  { name: 'a wake whose hold is not conditional', fences: { 'wake-hold': '' } },
  { name: 'no status read per window', fences: { 'window-status': '' } },
  { name: 'an unknown that is tried again', fences: { 'unknown-stays': `return ['deferred', answer.reason];` } },
  { name: 'a resolver without any condition', fences: { 'resolve-segment': 'when: [],', 'resolve-run': '' } },
  { name: 'a resolver whose doubts are not conditional', fences: { 'resolve-run': '' } },
  {
    name: 'a resolver that comes too early',
    fences: { 'resolve-due': 'if (doubt.dueAt <= now + 840_000) await resolveDoubt(run.runId, doubt, ports);' },
  },
  {
    name: 'a resolver that finds no evidence',
    fences: { 'resolve-evidence': `if (readResult(segment.results, index) === 'none') proven.push(index);` },
  },
  { name: 'a resolver that looks only once', fences: { 'look-set': 'run.lookAt;' } },
  { name: 'a reconciler that forgets later looks', fences: { 'reconcile-look': '' } },
  { name: 'a finish that does not see a look set meanwhile', fences: { 'finish-look': '' } },
  { name: 'a drop that does not see a look set meanwhile', fences: { 'drop-look': '' } },
  { name: 'a later look that forgets the next look of a doubt', fences: { 'look-doubts': '' } },
  { name: 'a retry that does not look at the evidence', fences: { 'retry-evidence': 'new Set<number>();' } },
  { name: 'no take-over on a token', fences: { 'take-over': 'run.open > 1e9' } },
  { name: 'a reconciler that forgets runs that are due', fences: { 'reconcile-due': '' } },
  { name: 'a reconciler that forgets cancelled runs', fences: { 'reconcile-cancelled': '' } },
  {
    name: 'a reconciler that forgets open segments',
    fences: { 'reconcile-open': `if (run.status === 'sending') return now;` },
  },
  { name: 'a reconciler that forgets doubts', fences: { 'reconcile-doubts': 'const times: number[] = [];' } },
  { name: 'a reconciler that forgets runs behind another', fences: { 'reconcile-due': 'times.push(run.wakeAt);' } },
  { name: 'a segment keyed by its first position', fences: { 'segment-key': 'serial: range.from,' } },
  {
    name: 'need missing from the claim',
    fences: { 'grant-need': 'quota = [grantQuota(current.domain, day, n, 0, now)];' },
  },
  { name: 'need missing from a created row', fences: { 'first-grant': 'const granted = Math.min(n, row.limit);' } },
  { name: 'need without rest', fences: { cached: 'run.count - run.next;' } },
  { name: 'need without sending runs', fences: { 'need-status': 'isSending: false,' } },
  { name: 'need without runs due later today', fences: { 'need-day': 'goesOnAt < 0' } },
  { name: 'need with younger runs', fences: { 'need-older': 'order !== mine', 'need-range': '' } },
  {
    name: 'need with runs that began at the same instant, whatever their id',
    fences: {
      'need-older': 'order !== mine && order.slice(0, 15) <= mine.slice(0, 15)',
      'need-range': '',
    },
  },
  { name: 'need with itself', fences: { 'need-older': 'order <= mine' } },
  { name: 'need with user-paused runs', fences: { 'need-hold': 'true' } },
  {
    name: 'need with cancelled runs',
    fences: { 'need-status': `isSending: status === 'sending' || status === 'cancelled',` },
  },
  { name: 'need with runs due on later days', fences: { 'need-day': 'goesOnAt < dayEnd + 10 * 86_400_000' } },
  {
    name: 'a refusal that overlooks open segments',
    fences: { 'refuse-open': "if (seen?.status !== 'sending') return { kind: 'not-now' };" },
  },
  { name: 'a refusal of a run with nobody left to claim', fences: { 'refuse-range': '' } },
  {
    name: 'need as it was, where a run has got some of its mail back since',
    fences: { 'need-most': 'this.#most.set(run.runId, cachedOf(run));' },
  },
  { name: 'an early wake at anything left', fences: { surplus: 'return row.left > 0;' } },
  { name: 'an early wake that rewrites wakeAt', fences: { 'wake-changes': '{ ...NO_HOLD, wakeAt: now },' } },
  { name: 'a scheduled time that is the present', fences: { 'run-instant': 'newRun(task, now, now);' } },
  { name: 'an owner id per process', fences: { owner: `'me',` } },
  { name: 'a hold that windows do not check', fences: { 'window-hold': 'const free: Condition[] = [];' } },
  { name: 'a hold that claims do not check', fences: { 'claim-hold': '' } },
  {
    name: 'a claim without a slot of the rate',
    fences: { 'claim-rate': "const slot = { kind: 'granted', startsAt: now, mails, duration: 0 };" },
  },
  { name: 'a window that is handed over at once', fences: { pace: 'const wait = slot.startsAt - clock.now();' } },
  {
    name: "a claim past the account's own quota",
    fences: { 'account-left': 'const accountLeft = Number.POSITIVE_INFINITY;' },
  },
  { name: 'restored tables that are not held', fences: { 'tables-identity': 'row.tablesId === null' } },
  {
    name: 'a client that asks SES again by itself',
    fences: {
      'ses-attempts':
        'const once = () => this.#connections.send(request, until - at); const answer = await once().catch(once);',
    },
  },
  { name: 'a refusal that may pass, and stops a run at once', fences: { 'refusal-passes': 'lasted >= 0' } },
  {
    name: 'a refusal that never stops a run',
    fences: { 'refusal-passes': 'lasted < 0' },
  },
  { name: 'a refusal noted over an accepted mail', fences: { 'close-refusal': '' } },
  { name: 'a hold by the mail server with open segments', fences: { 'server-open': '' } },
  { name: 'a hold for a refusal that is over', fences: { 'server-refusal': '' } },
  { name: 'an error for a refusal that is over', fences: { 'give-up-refusal': '' } },
  { name: 'a random schedule name', fences: { 'park-schedule': 'ports.random.id();' } },
  {
    name: 'a rate that nobody keeps',
    fences: {
      'rate-cost':
        'return Math.ceil((1e-6 * mails / effectiveRate(await this.#fullRate(), this.#lowered, now)) * SECOND);',
    },
  },
  { name: 'a window longer than a second of a lowered rate', fences: { 'lowered-window': 'return mails;' } },
  { name: 'a token that comes back for as long as tables refuse', fences: { 'busy-end': 'false' } },
  { name: 'windows reserved ahead on a slow account', fences: { fast: 'true;' } },
  { name: 'a second of a fast rate reserved at once', fences: { share: 'Math.floor(SECOND / cost) : 1;' } },
  { name: 'windows reserved ahead that will begin late', fences: { 'windows-late': 'const onTime = most;' } },
  { name: 'a window reserved ahead and used however late', fences: { 'part-late': '' } },
  { name: 'a window reserved ahead of a lower rate', fences: { 'part-lowered': '' } },
  { name: 'windows reserved ahead that begin together', fences: { 'part-start': 'startsAt: slot.startsAt,' } },
  { name: 'a close on a run as it was, that puts back recipients', fences: { 'close-known': 'known;' } },
  { name: 'a freeze of several lists that repeats an address', fences: { 'each-hash-once': 'true' } },
  {
    name: 'a merge of lists that reads one to its end before another',
    fences: { 'merge-end': "open.map(({ last }) => last ?? '').sort().reverse();" },
  },
  { name: 'a freeze that forgets the lists to leave out', fences: { 'excluded-lists': '' } },
  { name: 'exclusions that are never read again', fences: { 'exclusions-age': 'true' } },
  { name: 'exclusions that nobody asks for', fences: { exclusions: 'null;' } },
  { name: 'a run that is forgotten before its end', fences: { 'forget-unfinished': 'before;' } },
  { name: 'a run that is forgotten while a retry of it begins', fences: { 'forget-retry': '' } },
  { name: 'a deletion of a task that changed meanwhile', fences: { 'delete-unchanged': '' } },
  { name: 'a run that is removed before it is settled', fences: { 'delete-settled': 'doubts.length >= 0;' } },
  { name: 'a link that takes the number of another', fences: { 'link-number': '' } },
  { name: 'a reader of a link who is counted by two recorders', fences: { 'links-once': '' } },
  { name: 'a single mail that two connections record', fences: { 'email-once': 'when: [],' } },
  { name: 'a single mail that two connections try again', fences: { 'email-again': 'when: [],' } },
  {
    name: 'a repetition that hands over who may have the mail',
    fences: { 'email-done': "earlier.outcome === 'sent'" },
  },
  { name: 'a retry of a run that is being forgotten', fences: { 'retry-of-forgotten': '' } },
];
