import type { Task } from '../answers.ts';
import { count } from '../text.ts';
import { type Finding, type FirstCheck, seconds } from './check.ts';
import { NO_DOMAIN } from './mail-checks.ts';
import type { Trial } from './trial.ts';

const RUNS = 20;
const MAILS_A_RUN = 10;
const WAIT_MINUTES = 15;
/** A share of the rate below which something waits for something else. */
const RATE_GOAL = 0.95;
/** A schedule may come up to a minute late by design; the reconciler would come after two at the least. */
const LATE_AT_MOST_S = 120;
/** The second of the minute at which the timed task is due: schedules have the precision of a minute. */
const ODD_SECOND = 17;
const MINUTE_MS = 60_000;
/** Attempts of a delivery that lie beyond sixteen hops, and the time until then. */
const ATTEMPTS_BEYOND = 8;
const HOURS_BEYOND = 4;
const LOOK_MS = 30_000;

const timed: FirstCheck = {
  name: 'timed',
  does: `a task that is due ${ODD_SECOND} seconds past the minute`,
  onlyOnAws: 'schedules here are exact',
  async run(trial) {
    const listId = await readersWithin(trial, 'timed', 1);
    if (typeof listId !== 'string') return listId;
    const { createdAt } = await trial.api.get<{ createdAt: string }>('/v1/lists/{id}', { params: { id: listId } });
    const nextMinute = Math.ceil(Date.parse(createdAt) / MINUTE_MS) * MINUTE_MS;
    const startAt = nextMinute + MINUTE_MS + ODD_SECOND * 1_000;
    await trial.newTask(listId, { type: 'timed', startAt: new Date(startAt).toISOString() });
    await trial.session.until(async () => ((await startedIn(trial, listId)) === null ? null : true), LOOK_MS / 10);
    const [task] = await trial.watch(listId, WAIT_MINUTES);
    const late = seconds(Date.parse(task?.startedAt ?? '') - startAt);
    return {
      result: late >= 0 && late <= LATE_AT_MOST_S && task?.status === 'finished' ? 'ok' : 'failed',
      answer: `${task?.status}, started ${late} s after its time`,
      figures: { lateSeconds: late },
    };
  },
};

async function startedIn({ api }: Trial, listId: string): Promise<string | null> {
  const { items } = await api.get<{ items: Task[] }>('/v1/tasks', { query: { listId } });
  return items[0]?.startedAt ?? null;
}

const runsSideBySide: FirstCheck = {
  name: 'runs-side-by-side',
  does: `${RUNS} runs of ${MAILS_A_RUN} mails at once`,
  onlyOnAws: null,
  async run(trial) {
    const listId = await readersWithin(trial, 'runs-side-by-side', MAILS_A_RUN, RUNS * MAILS_A_RUN);
    if (typeof listId !== 'string') return listId;
    for (let n = 0; n < RUNS; n += 1) await trial.newTask(listId, { type: 'immediate' });
    const tasks = await trial.watch(listId, WAIT_MINUTES);
    const { isDone, figures, answer } = measure(tasks, RUNS * MAILS_A_RUN);
    return { result: isDone && tasks.length === RUNS ? 'ok' : 'failed', answer, figures };
  },
};

const rate: FirstCheck = {
  name: 'rate',
  does: 'one run at the full rate of the account',
  onlyOnAws: 'the inbox here has no rate of its own',
  async run(trial) {
    const { sendRate } = trial.account;
    const mails = Math.floor(sendRate * 60 * trial.options.minutes);
    const listId = await readersWithin(trial, 'rate', mails);
    if (typeof listId !== 'string') return listId;
    await trial.newTask(listId, { type: 'immediate' });
    const tasks = await trial.watch(listId, trial.options.minutes + WAIT_MINUTES);
    const { isDone, figures, answer } = measure(tasks, mails);
    const share = Math.round((100 * figures.mailsPerSecond) / sendRate);
    return {
      result: isDone && share >= RATE_GOAL * 100 ? 'ok' : 'failed',
      answer: `${answer}: ${share} % of the rate`,
      figures: { ...figures, sendRate, share },
    };
  },
};

/** How the runs of a list went, all together. */
function measure(tasks: Task[], mails: number) {
  const sum = (of: (task: Task) => number): number => tasks.reduce((all, task) => all + of(task), 0);
  const sent = sum(({ counts }) => counts.sent);
  const unknown = sum(({ counts }) => counts.unknown);
  const finished = tasks.filter(({ status }) => status === 'finished');
  const from = Math.min(...finished.map(({ startedAt }) => Date.parse(startedAt ?? '')));
  const to = Math.max(...finished.map(({ finishedAt }) => Date.parse(finishedAt ?? '')));
  const took = finished.length === 0 ? 0 : seconds(to - from);
  const mailsPerSecond = Math.round((10 * sent) / Math.max(took, 0.1)) / 10;
  const states = [...new Set(tasks.map(({ status, error, hold }) => error ?? hold?.reason ?? status))].join(', ');
  return {
    isDone: sent === mails && unknown === 0 && finished.length === tasks.length,
    answer: `${states}: ${count(sent)} of ${count(mails)} sent in ${took} s, ${mailsPerSecond} a second`,
    figures: { mails, sent, unknown, seconds: took, mailsPerSecond, states },
  };
}

const webhook: FirstCheck = {
  name: 'webhook',
  does: `a webhook whose receiver does not answer, for ${HOURS_BEYOND} hours`,
  onlyOnAws: 'only Lambda ends long chains of invocations',
  takesHours: true,
  async run(trial) {
    const listId = await readersWithin(trial, 'webhook', 1);
    if (typeof listId !== 'string') return listId;
    const wish = { url: 'https://receiver.invalid/', events: ['task.finished'], description: 'first-account' };
    const { webhookId } = await trial.api.post<{ webhookId: string }>('/v1/webhooks', wish);
    try {
      await trial.newTask(listId, { type: 'immediate' });
      const giveUpAt = performance.now() + HOURS_BEYOND * 60 * MINUTE_MS;
      const attempts = await trial.session.until(async () => {
        const tried = await attemptsOf(trial, webhookId);
        return tried >= ATTEMPTS_BEYOND || performance.now() > giveUpAt ? tried : null;
      }, LOOK_MS);
      const result = attempts >= ATTEMPTS_BEYOND ? 'ok' : 'failed';
      return { result, answer: `tried ${attempts} times, ${ATTEMPTS_BEYOND} wanted`, figures: { attempts } };
    } finally {
      await trial.api.delete('/v1/webhooks/{id}', { params: { id: webhookId } });
    }
  },
};

async function attemptsOf({ api }: Trial, webhookId: string): Promise<number> {
  const { items } = await api.get<{ items: { attempts: number }[] }>('/v1/webhooks/{id}/deliveries', {
    params: { id: webhookId },
  });
  return items[0]?.attempts ?? 0;
}

/** A list of readers whom the domain may mail today; the finding that ends the check without a domain, or room. */
async function readersWithin(trial: Trial, name: string, readers: number, mails = readers): Promise<string | Finding> {
  if (trial.domain === null) return NO_DOMAIN;
  const left = await trial.quotaLeft();
  if (left < mails) {
    const answer = `the check needs ${count(mails)} mails, and the domain may send only ${count(left)} more today`;
    return { result: 'left-out', answer };
  }
  const listId = await trial.newList(name);
  for (let from = 0; from < readers; from += trial.callSize) {
    await trial.addReaders(listId, from, Math.min(trial.callSize, readers - from));
  }
  return listId;
}

/** How runs go, and when. */
export const RUN_CHECKS: FirstCheck[] = [timed, runsSideBySide, rate, webhook];
