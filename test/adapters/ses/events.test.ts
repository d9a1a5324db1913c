import { describe, expect, it } from '@jest/globals';
import { parseSesEvents } from '../../../adapters/ses/events.ts';

const MAIL = {
  timestamp: '2027-01-05T09:00:00.000Z',
  source: 'The News <news@News.Example>',
  messageId: '0100',
  destination: ['Reader@r.example'],
  tags: { mailId: ['17-00mf3k2o0-3-49'], 'ses:configuration-set': ['c'] },
};
const AT = '2027-01-05T09:00:07.500Z';
const event = (eventType: string, more: object = {}, mail: object = {}) =>
  JSON.stringify({ eventType, mail: { ...MAIL, ...mail }, ...more });

const parsed = (body: string) => {
  const result = parseSesEvents(body);
  if (!result.ok) throw new Error(result.reason);
  return result.events[0];
};

const bounce = (bounceType: string, recipient: object, bounceSubType = 'General') =>
  parsed(event('Bounce', { bounce: { bounceType, bounceSubType, timestamp: AT, bouncedRecipients: [recipient] } }))
    ?.bounce;

describe('parseSesEvents', () => {
  it('reads an event as it is, and in the envelope of SNS', () => {
    const body = event('Delivery', { delivery: { timestamp: AT, smtpResponse: '250 ok' } });
    const expected = {
      type: 'delivery',
      mailId: '17-00mf3k2o0-3-49',
      at: Date.parse(AT),
      sentAt: Date.parse(MAIL.timestamp),
      domain: 'news.example',
      email: 'reader@r.example',
      bounce: null,
      isSuppressedByProvider: false,
    };
    expect(parsed(body)).toEqual(expected);
    expect(parsed(JSON.stringify({ Type: 'Notification', TopicArn: 'arn', Message: body }))).toEqual(expected);
  });

  it.each([
    ['Send', {}, 'send'],
    ['Complaint', { complaint: { timestamp: AT, complaintSubType: null } }, 'complaint'],
    ['Reject', { reject: { reason: 'Bad content' } }, 'reject'],
    ['Open', { open: { timestamp: AT } }, 'open'],
    ['Click', { click: { timestamp: AT, link: 'https://x.example' } }, 'click'],
    ['DeliveryDelay', { deliveryDelay: { timestamp: AT, delayType: 'MailboxFull' } }, 'delay'],
    ['Subscription', { subscription: { timestamp: AT } }, 'subscription'],
    ['Rendering Failure', { failure: { errorMessage: 'x' } }, 'rendering-failure'],
  ])('knows %s', (name, more, type) => {
    expect(parsed(event(name, more))).toMatchObject({ type });
  });

  it('takes the status code at its word: a domain that does not exist is permanent, whatever SES calls it', () => {
    expect(bounce('Transient', { status: '5.4.4', diagnosticCode: 'smtp; 550 5.4.4 Invalid domain' })).toEqual({
      kind: 'permanent',
      status: '5.4.4',
      isSpam: false,
    });
    expect(bounce('Undetermined', { diagnosticCode: 'smtp; 550-5.1.1 The account does not exist' })?.kind).toBe(
      'permanent',
    );
    expect(bounce('Transient', { status: '4.2.2' }, 'MailboxFull')?.kind).toBe('transient');
    expect(bounce('Transient', { status: '5.1.8' })?.kind).toBe('transient');
    expect(bounce('Permanent', {})).toEqual({ kind: 'permanent', status: null, isSpam: false });
    expect(bounce('Transient', { status: '5.7.1' })).toEqual({ kind: 'transient', status: '5.7.1', isSpam: true });
    expect(bounce('Transient', {}, 'ContentRejected')?.isSpam).toBe(true);
  });

  it('leaves out of the reputation what the list of the account kept back', () => {
    const body = event('Bounce', {
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'OnAccountSuppressionList',
        bouncedRecipients: [],
        timestamp: AT,
      },
    });
    expect(parsed(body)?.isSuppressedByProvider).toBe(true);
  });

  it.each([
    ['no JSON', '{"eventType":'],
    ['another notification', JSON.stringify({ notificationType: 'Bounce', mail: MAIL })],
    ['another envelope', JSON.stringify({ Type: 'SubscriptionConfirmation', Message: 'x' })],
    ['an unknown type', event('Teleport')],
    ['no mail id', event('Send', {}, { tags: {} })],
    ['no instant', event('Send', {}, { timestamp: 'soon' })],
    ['nothing', 'null'],
  ])('refuses %s with a reason, and never throws', (_name, body) => {
    expect(parseSesEvents(body)).toEqual({ ok: false, reason: expect.any(String) });
  });
});
