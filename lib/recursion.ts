import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { type FunctionName, PERMISSIONS, type QueueName } from './permissions.ts';

/** Which function each queue feeds. */
const FED_BY: Readonly<Record<QueueName, FunctionName>> = {
  send: 'sender',
  start: 'starter',
  import: 'importer',
  exports: 'exporter',
  events: 'recorder',
  notices: 'notifier',
};

/** Whether a message that a function sends can lead back to it, over any number of queues. */
function canReachItself(name: FunctionName): boolean {
  const reached = new Set<FunctionName>();
  const toVisit = [name];
  for (let visited = toVisit.pop(); visited !== undefined; visited = toVisit.pop()) {
    for (const queue of PERMISSIONS[visited].sendsTo ?? []) {
      const fed = FED_BY[queue];
      if (fed === name) return true;
      if (!reached.has(fed)) toVisit.push(fed);
      reached.add(fed);
    }
  }
  return false;
}

/**
 * Lambda ends a chain of about 16 invocations that lead to each other through a queue, and drops the message into the
 * dead letters: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html. A run of several days is such a
 * chain by design. Its bounds are in the tables: quotas, leases, attempts.
 */
export const recursiveLoopOf = (name: FunctionName): RecursiveLoop =>
  canReachItself(name) ? RecursiveLoop.ALLOW : RecursiveLoop.TERMINATE;
