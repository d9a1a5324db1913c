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

  it('keeps the link that was clicked, whatever it is, and clicks without one', () => {
    const click = (link: unknown) => parsed(event('Click', { click: { timestamp: AT, link } }));
    expect(click('https://x.example')).toMatchObject({ type: 'click', link: 'https://x.example' });
    expect(click('javascript:alert(1)')).toMatchObject({ type: 'click', link: 'javascript:alert(1)' });
    for (const link of [undefined, null, 7, ['https://x.example']])
      expect(click(link)).toMatchObject({ type: 'click', link: null });
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
    ['not-spam', 'report'],
    ['auth-failure', 'report'],
    ['abuse', 'complaint'],
    ['fraud', 'complaint'],
    [null, 'complaint'],
    [undefined, 'complaint'],
  ])('takes a complaint with the feedback %s as a %s', (complaintFeedbackType, type) => {
    expect(parsed(event('Complaint', { complaint: { timestamp: AT, complaintFeedbackType } }))?.type).toBe(type);
  });

  it.each<[string, string, object]>([
    ['reply', 'Transient', { bouncedRecipients: [{ emailAddress: 'reader@r.example' }] }],
    ['reply', 'Transient', { bouncedRecipients: [{ emailAddress: 'reader@r.example', status: null }] }],
    ['bounce', 'Transient', { bouncedRecipients: [{ status: '4.2.2' }] }],
    ['bounce', 'Transient', { bouncedRecipients: [{ diagnosticCode: 'smtp; 452 full' }] }],
    ['bounce', 'Transient', { bouncedRecipients: [{}], bounceSubType: 'MailboxFull' }],
    ['bounce', 'Permanent', { bouncedRecipients: [{}] }],
    ['bounce', 'Undetermined', { bouncedRecipients: [{}] }],
  ])('tells an automatic reply from a bounce: %s when %s with %j', (type, bounceType, more) => {
    const body = event('Bounce', { bounce: { bounceSubType: 'General', timestamp: AT, bounceType, ...more } });
    expect(parsed(body)).toMatchObject({ type, bounce: type === 'bounce' ? expect.anything() : null });
  });

  it('keeps a hard bounce of which a field is null, missing or broken', () => {
    const gone = { bounceType: 'Permanent', bounceSubType: null, bouncedRecipients: null, feedbackId: null };
    const expected = { type: 'bounce', bounce: { kind: 'permanent' }, email: 'reader@r.example' };
    for (const timestamp of [AT, null, undefined, 'soon', 7]) {
      const read = parsed(event('Bounce', { bounce: { ...gone, timestamp } }));
      expect(read).toMatchObject({ ...expected, at: Date.parse(timestamp === AT ? AT : MAIL.timestamp) });
    }
    const recipients = [{ emailAddress: null, action: null, status: null, diagnosticCode: 'smtp; 550 5.1.1 no' }];
    const nulls = parsed(
      event('Bounce', { bounce: { ...gone, bounceType: null, bouncedRecipients: recipients, timestamp: AT } }),
    );
    expect(nulls).toMatchObject(expected);
    const late = event('Bounce', { bounce: { ...gone, timestamp: AT } }, { timestamp: 'never', source: null });
    expect(parsed(late.replace('"tags":{', '"tags":{"ses:from-domain":["news.example"],'))).toMatchObject({
      ...expected,
      at: Date.parse(AT),
      sentAt: Date.parse(AT),
    });
  });

  it('takes the time of the notification when an event has none', () => {
    const body = event('Open', { open: null }, { timestamp: null });
    const notification = { Type: 'Notification', Message: body, Timestamp: AT };
    expect(parsed(JSON.stringify(notification))).toMatchObject({ type: 'open', at: Date.parse(AT) });
  });

  it('concerns, of several recipients, the one that is named, and nobody when none is', () => {
    const destination = ['first@r.example', 'Second <second@r.example>'];
    const bounced = (emailAddress: string) => ({
      bounce: { bounceType: 'Permanent', timestamp: AT, bouncedRecipients: [{ emailAddress }] },
    });
    expect(parsed(event('Bounce', bounced('SECOND@r.example'), { destination }))?.email).toBe('second@r.example');
    expect(parseSesEvents(event('Bounce', bounced('forwarded@z.example'), { destination })).ok).toBe(false);
    // Of one it is that one, also when the mail was forwarded and came back from elsewhere.
    expect(parsed(event('Bounce', bounced('forwarded@z.example')))?.email).toBe('reader@r.example');
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
