import { MemoryMailer } from '../../adapters/memory/mailer.ts';
import { createAccess } from '../../core/access/access.ts';
import { createApiKey } from '../../core/access/manage-api-keys.ts';
import { suppress } from '../../core/audience/suppressions.ts';
import type { HandOver } from '../../core/mail/mailer.ts';
import { sendingSettings } from '../../core/rate/settings.ts';
import { domainToItem } from '../../core/warm-up/domain-store.ts';
import { readQuotaDay } from '../../core/warm-up/quota-store.ts';
import { submissionDeskPortsIn } from '../../lambdas/compose/submission.ts';
import { coreDesk } from '../../submission/core-desk.ts';
import { type SubmissionServer, startSubmission } from '../../submission/server.ts';
import { memoryWorld } from '../support/memory-world.ts';
import { sampleDomain } from '../support/sample-domain.ts';
import { authPlain, SmtpDialogue } from '../support/smtp-dialogue.ts';

const START = Date.UTC(2027, 0, 5, 9);
const MESSAGE = 'From: orders@shop.test\r\nSubject: Hi\r\n\r\nx\r\n.';

const servers: SubmissionServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function setUp({ limit = 100, answer }: { limit?: number; answer?: HandOver } = {}) {
  const mailer = new MemoryMailer({ script: () => answer });
  const world = memoryWorld(START, { mailer, settings: sendingSettings(1_000, 0) });
  const domain = sampleDomain('shop.test', START, { plan: 'custom', steps: [limit], limitOther: true });
  await world.tables.write({ kind: 'put', table: 'WarmUp', item: domainToItem(domain) });
  const { apiKey } = await createApiKey(world, { name: 'shop', role: 'sender' });
  const access = createAccess(world);
  const desk = coreDesk(submissionDeskPortsIn(world, { access }));
  const server = await startSubmission({ desk, clock: world.clock, log: world.log, port: 0, tls: { kind: 'none' } });
  servers.push(server);
  const send = async (to: string[], message = MESSAGE) => {
    const dialogue = await SmtpDialogue.signedIn(server.port, apiKey);
    await dialogue.say('MAIL FROM:<orders@shop.test>');
    for (const address of to) await dialogue.say(`RCPT TO:<${address}>`);
    const reply = await dialogue.sayAll('DATA', message);
    dialogue.end();
    return reply;
  };
  return { world, mailer, server, apiKey, send };
}

describe('the reply to a message', () => {
  it.each<[string, HandOver, RegExp]>([
    ['throttles', { kind: 'throttled', reason: 'too fast' }, /^451 4\.7\.1 too fast/],
    [
      'has used up its day',
      { kind: 'blocked', code: 'account-quota', reason: 'day used up' },
      /^452 4\.7\.1 day used up/,
    ],
    ['does not send', { kind: 'blocked', code: 'sending-disabled', reason: 'paused' }, /^451 4\.3\.5 paused/],
    ['is busy', { kind: 'deferred', reason: '451 later' }, /^451 4\.2\.0 451 later/],
    ['refuses', { kind: 'refused', reason: '550 no such user' }, /^554 5\.0\.0 550 no such user/],
    ['does not answer', { kind: 'unknown', reason: 'no answer' }, /^250 2\.0\.0 Ok mail-/],
  ])(
    'when the mail server %s is that of the table, and costs no quota unless it may be out',
    async (_, answer, reply) => {
      const { world, send } = await setUp({ answer });
      expect(await send(['ann@example.com'])).toMatch(reply);
      const row = await readQuotaDay(world.tables, 'shop.test', '2027-01-05');
      expect(row).toMatchObject({
        other: answer.kind === 'unknown' ? 1 : 0,
        left: answer.kind === 'unknown' ? 99 : 100,
      });
    },
  );

  it('is 452 with the instant when the quota is gone, and 250 when one of several got it', async () => {
    const { send } = await setUp({ limit: 1 });
    expect(await send(['ann@example.com', 'bob@example.com'])).toMatch(/^452 4\.7\.1 .*2027-01-06T00:00:00/);
    const other = await setUp();
    expect(await other.send(['reject+a@example.com', 'ann@example.com'])).toMatch(/^250 /);
  });

  it('is 550 when all unsubscribed from bulk mail of the domain, which other mail does not heed', async () => {
    const { world, send } = await setUp();
    await suppress(world, { email: 'ann@example.com', reason: 'unsubscribe', domain: 'shop.test' });
    expect(await send(['ann@example.com'], `Precedence: bulk\r\n${MESSAGE}`)).toMatch(/^550 5\.7\.1/);
    expect(await send(['ann@example.com'])).toMatch(/^250 /);
  });

  it.each([
    ['a head that is no head', 'nothing\r\n\r\nx\r\n.'],
    ['two fields From', `From: orders@shop.test\r\n${MESSAGE}`],
    ['letters that are no ASCII', `X-Name: \xe9\r\n${MESSAGE}`],
    ['201 fields', `${'X-A: b\r\n'.repeat(200)}${MESSAGE}`],
  ])('to %s is 554, and nothing is left of it', async (_, message) => {
    const { world, mailer, send } = await setUp();
    expect(await send(['ann@example.com'], message)).toMatch(/^554 5\.6\.0/);
    expect(mailer.handOvers).toBe(0);
    expect(await readQuotaDay(world.tables, 'shop.test', '2027-01-05')).toBeUndefined();
  });
});

describe('a dialogue', () => {
  it('refuses the 51st recipient, and addresses that are none', async () => {
    const { server, apiKey } = await setUp();
    const dialogue = await SmtpDialogue.signedIn(server.port, apiKey);
    await dialogue.say('MAIL FROM:<orders@shop.test>');
    for (let n = 0; n < 50; n += 1) expect(await dialogue.say(`RCPT TO:<a${n}@example.com>`)).toMatch(/^250/);
    expect(await dialogue.say('RCPT TO:<last@example.com>')).toMatch(/^452/);
    expect(await dialogue.say('RCPT TO:<nobody>')).toMatch(/^5(01|53)/);
    dialogue.end();
  });

  it('ends at the third wrong password', async () => {
    const { server } = await setUp();
    const dialogue = await SmtpDialogue.open(server.port);
    const replies = [];
    await dialogue.say('EHLO x');
    for (let n = 0; n < 3; n += 1) replies.push((await dialogue.say(authPlain('wrong'))).slice(0, 9));
    expect(replies).toEqual(['535 5.7.8', '535 5.7.8', '421 4.7.0']);
    dialogue.end();
  });

  it('is understood a byte at a time, and leaves nothing where it breaks off', async () => {
    const { server, apiKey, mailer } = await setUp();
    const text = `MAIL FROM:<orders@shop.test>\r\nRCPT TO:<ann@example.com>\r\nDATA\r\n`;
    const dialogue = await SmtpDialogue.signedIn(server.port, apiKey);
    for (const byte of text) dialogue.write(byte);
    for (let n = 0; n < 3; n += 1) await dialogue.reply();
    for (const byte of `${MESSAGE}\r\n`) dialogue.write(byte);
    expect(await dialogue.reply()).toMatch(/^250 /);
    await dialogue.sayAll('MAIL FROM:<orders@shop.test>', 'RCPT TO:<bob@example.com>', 'DATA');
    dialogue.write(MESSAGE.slice(0, -1));
    dialogue.end();
    expect(mailer.accepted.map(({ to }) => to)).toEqual(['ann@example.com']);
  });
});
