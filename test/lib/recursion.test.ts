import { describe, expect, it } from '@jest/globals';
import { FUNCTION_NAMES, type FunctionName } from '../../lib/permissions.ts';
import { FUNCTION_PATHS, SynthesizedStack } from './synthesized-stack.ts';

const stack = new SynthesizedStack();

/** The queue that feeds each function, from the event source mappings of the template. */
const queuesInto = (name: FunctionName): string[] =>
  stack
    .ofType('AWS::Lambda::EventSourceMapping')
    .filter(([, { FunctionName }]) => stack.readable(FunctionName) === FUNCTION_PATHS[name])
    .map(([, { EventSourceArn }]) => stack.readable(EventSourceArn));

/** The queues to which the role of a function may send. */
const queuesOutOf = (name: FunctionName): string[] =>
  stack
    .rightsOf(name)
    .filter(({ action }) => action === 'sqs:SendMessage')
    .map(({ resource }) => resource);

const fedBy = (queue: string): FunctionName[] => FUNCTION_NAMES.filter((name) => queuesInto(name).includes(queue));

/** All functions that a message of one function can reach, over any number of queues. */
function reachedFrom(name: FunctionName): Set<FunctionName> {
  const reached = new Set<FunctionName>();
  const visit = (next: FunctionName): void => {
    for (const fed of queuesOutOf(next).flatMap(fedBy)) {
      if (reached.has(fed)) continue;
      reached.add(fed);
      visit(fed);
    }
  };
  visit(name);
  return reached;
}

describe('the loop detection of Lambda', () => {
  it.each(FUNCTION_NAMES)('is off for %s if its messages can come back to it, and on if not', (name) => {
    const { RecursiveLoop } = stack.properties(FUNCTION_PATHS[name]);
    expect(RecursiveLoop).toBe(reachedFrom(name).has(name) ? 'Allow' : 'Terminate');
  });

  it('would stop a sender, a starter, an importer, an exporter and a notifier', () => {
    expect(FUNCTION_NAMES.filter((name) => reachedFrom(name).has(name)).sort()).toEqual([
      'exporter',
      'importer',
      'notifier',
      'sender',
      'starter',
    ]);
  });
});
