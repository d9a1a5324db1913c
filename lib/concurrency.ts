import type { Settings } from './settings.ts';

/** Concurrent invocations that the queues of functions may cause. */
export type SourceMaxima = Record<'sender' | 'starter' | 'importer' | 'exporter' | 'recorder' | 'notifier', number>;

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
/** A few people, who can wait for each other. */
const EXPORTERS = 3;
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
    exporter: EXPORTERS,
    recorder: Math.max(SMALLEST, Math.ceil(sendRate / MAILS_PER_RECORDER)),
    notifier: NOTIFIERS,
  };
  return fitting(wanted, lambdaConcurrency * (1 - LEFT_FOR_CALLS));
}

/** What is wanted, in proportion where there is less: the smallest first, since none may have less than the minimum. */
function fitting(wanted: SourceMaxima, all: number): SourceMaxima {
  const fitted = { ...wanted };
  let left = all;
  let wantedOfLeft = Object.values(wanted).reduce((total, n) => total + n, 0);
  const names = Object.keys(wanted) as (keyof SourceMaxima)[];
  for (const name of names.sort((a, b) => wanted[a] - wanted[b])) {
    const share = Math.min(1, Math.max(0, left) / wantedOfLeft);
    wantedOfLeft -= wanted[name];
    fitted[name] = Math.max(SMALLEST, Math.floor(wanted[name] * share));
    left -= fitted[name];
  }
  return fitted;
}
