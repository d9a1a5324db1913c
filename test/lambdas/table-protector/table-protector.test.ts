import { describe, expect, it } from '@jest/globals';
import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda';
import { createHandler } from '../../../lambdas/table-protector/handler.ts';

const event = (RequestType: string, Protected: string) =>
  ({
    RequestType,
    ResponseURL: 'https://answer.test',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Protection',
    ResourceProperties: { Tables: ['a', 'b'], Protected },
  }) as unknown as CloudFormationCustomResourceEvent;

function setUp(refused: string | null = null) {
  const tables = new Map([
    ['a', false],
    ['b', false],
  ]);
  const answers: CloudFormationCustomResourceResponse[] = [];
  const handler = createHandler({
    protect: async (table, isProtected) => {
      if (isProtected && table === refused) throw new Error('no');
      tables.set(table, isProtected);
    },
    answer: async (_, response) => void answers.push(response),
    log: { error: () => {} },
  });
  return { handler, tables, answers };
}

describe('the protection of the tables', () => {
  it.each(['Create', 'Update'])('follows the setting: %s', async (kind) => {
    const { handler, tables, answers } = setUp();
    await handler(event(kind, 'true'));
    expect([...tables.values()]).toEqual([true, true]);
    await handler(event(kind, 'false'));
    expect([...tables.values()]).toEqual([false, false]);
    expect(answers.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
  });

  it('stays as it is when the stack is destroyed', async () => {
    const { handler, tables, answers } = setUp();
    await handler(event('Create', 'true'));
    await handler(event('Delete', 'true'));
    expect([...tables.values()]).toEqual([true, true]);
    expect(answers.at(-1)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'table-protection' });
  });

  it('leaves nothing in the way of a first deployment that is undone', async () => {
    const { handler, tables, answers } = setUp('b');
    await handler(event('Create', 'true'));
    expect([...tables.values()]).toEqual([false, false]);
    expect(answers).toMatchObject([{ Status: 'FAILED' }]);
  });

  it('keeps what an update has protected, even if it fails', async () => {
    const { handler, tables } = setUp('b');
    await handler(event('Update', 'true'));
    expect([...tables.values()]).toEqual([true, false]);
  });
});
