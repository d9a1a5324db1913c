import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda';
import type { Log } from '../../core/log.ts';

export interface TableProtectorPorts {
  /** Lets a table be deleted, or not. Safe to repeat. */
  protect(table: string, isProtected: boolean): Promise<void>;
  /** Reports the result to CloudFormation; without an answer it waits until its time-out. */
  answer(url: string, response: CloudFormationCustomResourceResponse): Promise<void>;
  log: Pick<Log, 'error'>;
}

const PHYSICAL_ID = 'table-protection';

/**
 * Protects the tables against deletion once everything else of a deployment stands. A table that is protected from its
 * first moment cannot be taken back by a first deployment that fails, and is left for somebody to find and pay for.
 */
export const createHandler =
  ({ protect, answer, log }: TableProtectorPorts) =>
  async (event: CloudFormationCustomResourceEvent): Promise<void> => {
    const { StackId, RequestId, LogicalResourceId, ResponseURL } = event;
    const about = { PhysicalResourceId: PHYSICAL_ID, StackId, RequestId, LogicalResourceId };
    const { Tables, Protected } = event.ResourceProperties as unknown as { Tables: string[]; Protected: string };
    const protectAll = async (isProtected: boolean): Promise<void> => {
      for (const table of Tables) await protect(table, isProtected);
    };
    try {
      // A destroyed stack leaves its tables behind, protected as they are. A creation that is undone takes them along.
      if (event.RequestType !== 'Delete') await protectAll(Protected === 'true');
      await answer(ResponseURL, { Status: 'SUCCESS', ...about });
    } catch (error) {
      log.error('tables-not-protected', error);
      // The deployment is undone now: no table may stand in its way.
      if (event.RequestType === 'Create')
        await protectAll(false).catch((failure) => log.error('tables-not-free', failure));
      const Reason = 'the tables could not be protected; the log of the function says why';
      await answer(ResponseURL, { Status: 'FAILED', Reason, ...about });
    }
  };
