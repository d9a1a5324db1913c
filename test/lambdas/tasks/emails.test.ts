import { describe, expect, it } from '@jest/globals';
import { MemoryMailer } from '../../../adapters/memory/mailer.ts';
import { suppress } from '../../../core/audience/suppressions.ts';
import { setUp } from './task-api.ts';

const receipt = { from: 'Shop <orders@x.test>', to: 'ann@example.com', subject: 'Order {{ n }}', text: 'Tea' };

async function withMailer() {
  const mailer = new MemoryMailer();
  const api = await setUp(1, { mailer });
  const send = (changes: object = {}, headers?: Record<string, string>) =>
    api.call<object>('POST', '/v1/emails', { ...receipt, templateData: { n: 17 }, ...changes }, undefined, headers);
  return { ...api, mailer, send };
}

describe('POST /v1/emails', () => {
  it('answers 201 only for a mail that was sent, and 202 for one that may have been', async () => {
    const { send } = await withMailer();
    expect(await send()).toMatchObject({ status: 201, json: { outcome: 'sent', reason: null } });
    expect(await send({ to: 'hang+1@example.com' })).toMatchObject({ status: 202, json: { outcome: 'unknown' } });
  });

  it.each([
    ['a missing variable', { templateData: {} }, { code: 'missing-variable', variable: 'n' }],
    ['a template that fails', { text: '{{ n | date: n | slice }}{{ n | no }}' }, null],
    ['a refusal of the mail server', { to: 'reject+1@example.com' }, { code: 'refused', variable: null }],
    ['somebody who is suppressed', { to: 'gone@example.com' }, { code: 'suppressed', variable: null }],
  ])('refuses %s with 422, and says why', async (_, changes, reason) => {
    const { send, world } = await withMailer();
    await suppress(world.outside, { email: 'gone@example.com', reason: 'manual' });
    const answer = await send(changes, { 'idempotency-key': 'once' });
    if (reason === null) return expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer).toMatchObject({ status: 422, json: { code: 'mail-not-sent', outcome: 'failed', reason } });
    expect(answer.json).toHaveProperty('mailId', expect.stringMatching(/^mail-/));
    expect((await send(changes, { 'idempotency-key': 'once' })).json).toEqual(answer.json);
  });

  it('takes a name before the address, and several addresses for answers', async () => {
    const { send, mailer } = await withMailer();
    expect((await send({ to: 'Ann <ann@example.com>', replyTo: '"A, B" <a@x.test>, b@x.test' })).status).toBe(201);
    expect(mailer.accepted).toMatchObject([
      {
        to: 'ann@example.com',
        headerTo: [{ name: 'Ann', address: 'ann@example.com' }],
        replyTo: '"A, B" <a@x.test>, b@x.test',
      },
    ]);
  });

  it.each([
    [{ to: 'ann@example.com, bob@example.com' }, '/to'],
    [{ to: 'Ann\r\nBcc: x <ann@example.com>' }, '/to'],
    [{ replyTo: 'a@x.test, nobody' }, '/replyTo'],
    [{ replyTo: 'a@x.test,' }, '/replyTo'],
    [{ timeZone: 'Mars/Base' }, '/timeZone'],
    [{ timeZone: '+09:00' }, '/timeZone'],
    [{ replyTo: Array(11).fill('a@x.test').join(',') }, '/replyTo'],
  ])('refuses %j', async (changes, path) => {
    const { send, mailer } = await withMailer();
    expect(await send(changes)).toMatchObject({ status: 400, json: { errors: [{ path }] } });
    expect(mailer.handOvers).toBe(0);
  });

  it('takes attachments that are empty, and base64 in lines', async () => {
    const { send, mailer } = await withMailer();
    const lines = `${btoa('x'.repeat(57))}\r\n${btoa('end')}\n`;
    const attachments = [
      { name: 'empty.txt', content: '' },
      { name: 'long.txt', content: lines },
    ];
    expect((await send({ attachments })).status).toBe(201);
    const sizes = mailer.accepted[0]?.attachments.map(({ content }) => content.length);
    expect(sizes).toEqual([0, 60]);
    expect((await send({ attachments: [{ name: 'a', content: 'no base64!' }] })).json).toMatchObject({
      errors: [{ path: '/attachments/0/content' }],
    });
  });
});

describe('a replayed answer', () => {
  it('says that it is one', async () => {
    const { send } = await withMailer();
    const [first, second] = [await send({}, { 'idempotency-key': 'k' }), await send({}, { 'idempotency-key': 'k' })];
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    expect(second).toMatchObject({ status: 201, json: first.json, headers: { 'idempotency-replayed': 'true' } });
  });
});
