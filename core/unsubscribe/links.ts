import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { Tables } from '../tables.ts';
import { LinkKeys } from './link-keys.ts';
import { sealLinkToken, type Unsubscriber } from './link-token.ts';

/** Path of the public page of a token. */
export const UNSUBSCRIBE_PATH = '/u/';

/** Replaces a token: a page like the others that changes nothing. */
export const SAMPLE_TOKEN = 'sample';

/** The address of the unsubscribe page. */
export type WriteLink = (who: Unsubscriber) => string;

/** Loads the key; after that, writing a link needs no wait. */
export interface UnsubscribeLinks {
  load(): Promise<WriteLink>;
}

/** `publicUrl` is the address of the product, without a slash at the end. */
export function createUnsubscribeLinks(
  ports: { tables: Tables; clock: Pick<Clock, 'now'>; random: Random },
  publicUrl: string,
): UnsubscribeLinks {
  const keys = new LinkKeys(ports);
  return {
    async load() {
      const key = await keys.current(ports.random);
      return (who) => `${publicUrl}${UNSUBSCRIBE_PATH}${sealLinkToken(key, who)}`;
    },
  };
}

/** The link in test mails and previews. */
export const sampleLink = (publicUrl: string): string => `${publicUrl}${UNSUBSCRIBE_PATH}${SAMPLE_TOKEN}`;
