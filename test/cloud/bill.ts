import { costOf, type Usage } from '../../bench/prices.ts';
import type { Services } from './services.ts';

/** What some functions have used since the cloud began, and what the queues and the bucket have. */
export interface Bill {
  writeUnits: number;
  readUnits: number;
  invocations: number;
  /** Invocations that failed, and messages. */
  failed: number;
  gbSeconds: number;
  queueRequests: number;
  gets: number;
  puts: number;
  conflicts: number;
  mails: number;
}

export function billOf(cloud: Services, functions: readonly string[]): Bill {
  const dynamo = functions.map((name) => cloud.dynamo.usageOf(name));
  const lambda = functions.map((name) => cloud.lambda.usageOf(name));
  const sum = <T>(all: T[], of: (each: T) => number): number => all.reduce((total, each) => total + of(each), 0);
  return {
    writeUnits: sum(dynamo, (usage) => usage.writeUnits),
    readUnits: sum(dynamo, (usage) => usage.readUnits),
    conflicts: sum(dynamo, (usage) => usage.conflicts),
    invocations: sum(lambda, (usage) => usage.invocations),
    failed: sum(lambda, (usage) => usage.thrown + usage.timedOut + usage.failed),
    gbSeconds: sum(lambda, (usage) => usage.gbSeconds),
    queueRequests: sum([...cloud.queues.values()], ({ requests }) => requests),
    gets: cloud.bucket.gets,
    puts: cloud.bucket.puts,
    mails: cloud.ses.accepted,
  };
}

/** What was used between two bills. */
export const between = (before: Bill, after: Bill): Bill =>
  Object.fromEntries(
    (Object.keys(before) as (keyof Bill)[]).map((name) => [name, after[name] - before[name]]),
  ) as unknown as Bill;

/** Dollars for a million mails, at the prices of the benches, without SES's own. */
export function dollarsAMillion(bill: Bill): number {
  const usage: Usage = {
    writeUnit: bill.writeUnits,
    readUnit: bill.readUnits,
    queueRequest: bill.queueRequests,
    notification: 0,
    schedule: 0,
    s3Put: bill.puts,
    s3Get: bill.gets,
    lambdaRequest: bill.invocations,
    lambdaGbSecond: bill.gbSeconds,
    logByte: 0,
  };
  return (costOf(usage) / Math.max(1, bill.mails)) * 1_000_000;
}

export const perThousand = (units: number, { mails }: Bill): number => (units / Math.max(1, mails)) * 1_000;
