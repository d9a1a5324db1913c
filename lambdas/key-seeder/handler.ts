import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda';
import { adoptApiKey } from '../../core/access/manage-api-keys.ts';
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import { whileRightsSpread } from '../rights-spread.ts';

/** The text of the secret with the first admin key. */
export interface KeySecret {
  read(): Promise<string>;
  write(text: string): Promise<void>;
}

export interface KeySeederPorts {
  adopt: Parameters<typeof adoptApiKey>[0];
  secret: KeySecret;
  clock: Pick<Clock, 'sleep'>;
  /** Reports the result to CloudFormation; without an answer it waits until its time-out. */
  answer(url: string, response: CloudFormationCustomResourceResponse): Promise<void>;
  log: Log;
}

const PHYSICAL_ID = 'first-api-key';
const PREFIX = 'mr_first_';

/**
 * Stores the hash of the first admin key as an ordinary key. The secret was generated without the prefix of a key: it
 * is put in front once, so that the secret's whole text is the key. Safe to repeat.
 */
export const createHandler =
  ({ adopt, secret, clock, answer, log }: KeySeederPorts) =>
  async (event: CloudFormationCustomResourceEvent): Promise<void> => {
    const about = {
      PhysicalResourceId: PHYSICAL_ID,
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
    };
    try {
      if (event.RequestType !== 'Delete') await whileRightsSpread(clock, () => seed({ adopt, secret }));
      await answer(event.ResponseURL, { Status: 'SUCCESS', ...about });
    } catch (error) {
      log.error('key-seeding-failed', error);
      await answer(event.ResponseURL, {
        Status: 'FAILED',
        Reason: 'the first API key could not be stored; the log of the function says why',
        ...about,
      });
    }
  };

async function seed({ adopt, secret }: Pick<KeySeederPorts, 'adopt' | 'secret'>): Promise<void> {
  const text = await secret.read();
  const apiKey = text.startsWith(PREFIX) ? text : `${PREFIX}${text}`;
  if (apiKey !== text) await secret.write(apiKey);
  await adoptApiKey(adopt, apiKey, { name: 'first', role: 'admin' });
}
