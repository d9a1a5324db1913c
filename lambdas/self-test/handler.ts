import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda';
import { type Clock, MINUTE } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import { type SelfTestReport, summaryOf } from '../../core/self-test/self-test.ts';

export interface SelfTestHandlerPorts {
  /** Tests the product with the first API key. */
  test(): Promise<SelfTestReport>;
  clock: Pick<Clock, 'sleep'>;
  /** Reports the result to CloudFormation; without an answer it waits until its time-out. */
  answer(url: string, response: CloudFormationCustomResourceResponse): Promise<void>;
  log: Pick<Log, 'info' | 'warn'>;
}

const PHYSICAL_ID = 'self-test';
/** Before the function's own time-out, so that a deployment is answered in any case. */
const END_AFTER_MS = 3.5 * MINUTE;

/**
 * Tests the stack at its first deployment and at each new version. It never fails a deployment: the result is an output
 * of the stack and a line of the function's log. Invoked by hand, it returns the report.
 */
export const createHandler =
  (ports: SelfTestHandlerPorts) =>
  async (event: Partial<CloudFormationCustomResourceEvent>): Promise<{ Report: string }> => {
    const found = { Report: event.RequestType === 'Delete' ? '' : await report(ports) };
    const { ResponseURL, StackId = '', RequestId = '', LogicalResourceId = '' } = event;
    if (ResponseURL !== undefined) {
      const about = { PhysicalResourceId: PHYSICAL_ID, StackId, RequestId, LogicalResourceId };
      await ports.answer(ResponseURL, { Status: 'SUCCESS', ...about, Data: found });
    }
    return found;
  };

async function report({ test, clock, log }: SelfTestHandlerPorts): Promise<string> {
  try {
    const late = clock.sleep(END_AFTER_MS).then((): never => {
      throw new Error(`it did not end within ${END_AFTER_MS / MINUTE} minutes`);
    });
    const found = await Promise.race([test(), late]);
    const summary = summaryOf(found);
    log[found.verdict === 'failed' ? 'warn' : 'info']('self-test', { verdict: found.verdict, summary });
    return summary;
  } catch (error) {
    const summary = `not run: ${error instanceof Error ? error.message : String(error)}`;
    log.warn('self-test', { verdict: 'not-run', summary });
    return summary;
  }
}
