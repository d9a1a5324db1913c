import { describe, expect, it } from '@jest/globals';
import { ses } from 'tencentcloud-sdk-nodejs-ses';
import { tencentActions } from '../../../lambdas/tencent/actions.ts';

/** What the vendor's client has beside its calls. */
const NO_CALLS = ['constructor'];
/** Younger than the client that is installed here. */
const YOUNGER = ['GetAbuseReport'];

describe('the table of actions', () => {
  it('has every call of the official client, once', () => {
    const names = tencentActions({} as never).map(({ name }) => name);
    const known = Object.getOwnPropertyNames(ses.v20201002.Client.prototype).filter((name) => !NO_CALLS.includes(name));
    expect([...names].sort()).toEqual([...known, ...YOUNGER].sort());
    expect(names).toHaveLength(36);
  });
});
