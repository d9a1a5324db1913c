import type { Settings } from './settings.ts';

/** Concurrent invocations that the queues of functions may cause. */
export interface SourceMaxima {
  readonly sender: number;
  readonly starter: number;
  readonly importer: number;
  readonly recorder: number;
  readonly notifier: number;
}

/**
 * The smallest maximum that AWS takes:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html#events-sqs-max-concurrency
 */
const SMALLEST = 2;
/** The share of the account's invocations that queues leave to the API, the public pages and the reconciler. */
const LEFT_FOR_CALLS = 0.3;
/** A window of 50 mails takes at most about a second, also where SES is slow. */
const MAILS_PER_SENDER = 50;
const FEWEST_SENDERS = 20;
/** A freeze reads a list of millions completely; a few concurrent starters leave the tables to the senders. */
const STARTERS = 10;
/** Each writes to all partitions of its list. */
const IMPORTERS = 5;
/** Each waits at most 10 s for its receiver. */
const NOTIFIERS = 20;
/** What a recorder keeps up with while its batches are half full, and readers open what they get. */
const MAILS_PER_RECORDER = 100;

/**
 * What each queue wants for the send rate; in an account with fewer invocations they shrink in proportion, down to the
 * smallest maximum, so that queues never take everything from the API.
 */
export function sourceMaxima({
  sendRate,
  senderConcurrency,
  lambdaConcurrency,
}: Pick<Settings, 'sendRate' | 'senderConcurrency' | 'lambdaConcurrency'>): SourceMaxima {
  const wanted: SourceMaxima = {
    sender: senderConcurrency || Math.max(FEWEST_SENDERS, Math.ceil(sendRate / MAILS_PER_SENDER)),
    starter: STARTERS,
    importer: IMPORTERS,
    recorder: Math.max(SMALLEST, Math.ceil(sendRate / MAILS_PER_RECORDER)),
    notifier: NOTIFIERS,
  };
  const sum = Object.values(wanted).reduce((total, n) => total + n, 0);
  const share = Math.min(1, (lambdaConcurrency * (1 - LEFT_FOR_CALLS)) / sum);
  const fitting = (n: number): number => Math.max(SMALLEST, Math.floor(n * share));
  return {
    sender: fitting(wanted.sender),
    starter: fitting(wanted.starter),
    importer: fitting(wanted.importer),
    recorder: fitting(wanted.recorder),
    notifier: fitting(wanted.notifier),
  };
}
