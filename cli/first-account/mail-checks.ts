import { setTimeout as wait } from 'node:timers/promises';
import { ApiProductUnderTest } from '../../adapters/api/product-under-test.ts';
import { SystemClock } from '../../adapters/system-clock.ts';
import { SystemRandom } from '../../adapters/system-random.ts';
import type { HandedOver } from '../../core/self-test/product-under-test.ts';
import { selfTest, summaryOf } from '../../core/self-test/self-test.ts';
import { count } from '../text.ts';
import type { Finding, FirstCheck } from './check.ts';
import type { Trial } from './trial.ts';

/** Mails whose hand-over is timed; one after another, so that none waits for another. */
const TIMED_MAILS = 20;

export const NO_DOMAIN: Finding = { result: 'left-out', answer: 'it needs a verified domain' };

const account: FirstCheck = {
  name: 'account',
  does: 'what SES and Lambda let the account do',
  onlyOnAws: 'there is no SES account',
  async run({ account: { sandbox, sendingEnabled, max24HourSend, maxSendRate, lambdaConcurrency } }) {
    const where = sandbox === null ? 'SES did not answer' : sandbox ? 'in the sandbox' : 'production access';
    return {
      result: sandbox === null || sendingEnabled === false || lambdaConcurrency === null ? 'failed' : 'ok',
      answer: `${where}, ${count(max24HourSend ?? 0)} mails in 24 hours, ${maxSendRate ?? 'no'} a second, ${lambdaConcurrency ?? 'unknown'} functions at once`,
      figures: { sandbox, sendingEnabled, max24HourSend, maxSendRate, lambdaConcurrency },
    };
  },
};

const roundTrip: FirstCheck = {
  name: 'round-trip',
  does: 'mails to the simulator, and what comes back of them',
  onlyOnAws: null,
  async run({ api, domain, progress }) {
    if (domain === null) return NO_DOMAIN;
    const product = new ApiProductUnderTest(api);
    const report = await selfTest(
      {
        product,
        clock: new SystemClock(),
        random: new SystemRandom(),
        onCheck: ({ name, result, detail }) => progress.event('note', { name, result }, [`  ${name}: ${detail}`]),
      },
      domain,
    );
    const figures = Object.fromEntries(report.checks.map(({ name, result }) => [name, result]));
    return { result: report.verdict === 'passed' ? 'ok' : 'failed', answer: summaryOf(report), figures };
  },
};

const recipient: FirstCheck = {
  name: 'recipient',
  does: 'a mail to an address that SES has verified, as the sandbox wants it',
  onlyOnAws: 'only SES knows verified recipients',
  async run(trial) {
    if (trial.domain === null) return NO_DOMAIN;
    if (trial.options.to === null) return { result: 'left-out', answer: 'name a verified address with --to' };
    const { outcome, reason } = await handOver(trial, trial.options.to);
    return { result: outcome === 'sent' ? 'ok' : 'failed', answer: reason ?? outcome, figures: { outcome } };
  },
};

const latency: FirstCheck = {
  name: 'latency',
  does: `${TIMED_MAILS} mails one after another, timed`,
  onlyOnAws: 'the inbox here answers at once',
  async run(trial) {
    if (trial.domain === null) return NO_DOMAIN;
    const times: number[] = [];
    for (let n = 0; n < TIMED_MAILS; n += 1) {
      const startedAt = performance.now();
      const { outcome, reason } = await handOver(trial, trial.readerOf(n));
      if (outcome !== 'sent') return { result: 'failed', answer: reason ?? outcome, figures: { mails: n } };
      times.push(Math.round(performance.now() - startedAt));
      await wait(1_100 / Math.max(1, trial.account.sendRate), undefined, { signal: trial.session.signal });
    }
    times.sort((a, b) => a - b);
    const share = (part: number): number => times[Math.floor(part * (times.length - 1))] ?? 0;
    const figures = { fastestMs: share(0), medianMs: share(0.5), tenthSlowestMs: share(0.9), slowestMs: share(1) };
    const answer = `median ${figures.medianMs} ms, nine in ten within ${figures.tenthSlowestMs} ms, including the product's own writes`;
    return { result: 'ok', answer, figures };
  },
};

const handOver = ({ api, domain }: Trial, to: string): Promise<HandedOver> =>
  new ApiProductUnderTest(api).send({ from: `first-account@${domain}`, to });

/** Whether mail leaves, and comes back as events. */
export const MAIL_CHECKS: FirstCheck[] = [account, roundTrip, recipient, latency];
