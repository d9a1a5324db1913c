import { describe, expect, it } from '@jest/globals';
import { causeOf, RATE_USED_UP } from '../../../core/mail/cause.ts';

describe('causeOf', () => {
  it.each([
    ['sent', null, null],
    ['failed', 'missing-variable: order.total', { code: 'missing-variable', variable: 'order.total' }],
    ['failed', 'missing-variable: a: b\nc', { code: 'missing-variable', variable: 'a: b\nc' }],
    ['failed', 'template-error: the subject has 2000 bytes', { code: 'template-error', variable: null }],
    ['failed', 'mail-too-large', { code: 'mail-too-large', variable: null }],
    ['failed', 'suppressed', { code: 'suppressed', variable: null }],
    ['failed', RATE_USED_UP, { code: 'rate-limited', variable: null }],
    ['failed', '550 5.1.1 suppressed: no such user', { code: 'refused', variable: null }],
    ['failed', null, { code: 'refused', variable: null }],
    ['skipped', 'unsubscribed', { code: 'unsubscribed', variable: null }],
    ['skipped', 'removed', { code: 'removed', variable: null }],
    ['skipped', 'excluded-list', { code: 'excluded-list', variable: null }],
    ['skipped', 'already-sent', { code: 'already-sent', variable: null }],
    ['skipped', 'cancelled', { code: 'cancelled', variable: null }],
    ['unknown', 'suppressed: by a server that said so and hung up', { code: 'no-answer', variable: null }],
  ] as const)('of %s with %j is %j', (outcome, reason, cause) => {
    expect(causeOf(outcome, reason)).toEqual(cause);
  });
});
