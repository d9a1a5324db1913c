import { describe, expect, it } from '@jest/globals';
import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda';
import type { SelfTestReport } from '../../../core/self-test/self-test.ts';
import { createHandler } from '../../../lambdas/self-test/handler.ts';

const PASSED: SelfTestReport = { verdict: 'passed', domain: 'news.test', checks: [] };
const event = (RequestType: string) =>
  ({
    RequestType,
    ResponseURL: 'https://answer.test',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Test',
  }) as CloudFormationCustomResourceEvent;

function setUp(test: () => Promise<SelfTestReport>, sleep: () => Promise<void> = () => new Promise(() => {})) {
  const answers: CloudFormationCustomResourceResponse[] = [];
  const levels: string[] = [];
  const handler = createHandler({
    test,
    clock: { sleep },
    answer: async (_, response) => void answers.push(response),
    log: { info: () => void levels.push('info'), warn: () => void levels.push('warn') },
  });
  return { handler, answers, levels };
}

describe('the self-test of a deployment', () => {
  it('answers what it found', async () => {
    const { handler, answers, levels } = setUp(async () => PASSED);
    await handler(event('Create'));
    expect(answers).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'self-test', Data: { Report: 'passed' } }]);
    expect(levels).toEqual(['info']);
  });

  it('never fails a deployment, whatever happens', async () => {
    const { handler, answers, levels } = setUp(async () => {
      throw new Error('https://api.test cannot be reached: ENOTFOUND');
    });
    await handler(event('Update'));
    expect(answers).toMatchObject([
      { Status: 'SUCCESS', Data: { Report: 'not run: https://api.test cannot be reached: ENOTFOUND' } },
    ]);
    expect(levels).toEqual(['warn']);
  });

  it('answers before its own end when the test hangs', async () => {
    const { handler, answers } = setUp(
      () => new Promise(() => {}),
      async () => {},
    );
    await handler(event('Create'));
    expect(answers).toMatchObject([
      { Status: 'SUCCESS', Data: { Report: 'not run: it did not end within 3.5 minutes' } },
    ]);
  });

  it('tests nothing when the stack goes', async () => {
    const { handler, answers } = setUp(async () => {
      throw new Error('must not be called');
    });
    await handler(event('Delete'));
    expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
  });

  it('invoked by hand, answers the report and nobody else', async () => {
    const { handler, answers } = setUp(async () => PASSED);
    expect(await handler({})).toEqual({ Report: 'passed' });
    expect(answers).toEqual([]);
  });
});
