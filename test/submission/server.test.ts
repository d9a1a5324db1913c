import { createTransport } from 'nodemailer';
import PostalMime from 'postal-mime';
import { MemoryMailer } from '../../adapters/memory/mailer.ts';
import { createAccess } from '../../core/access/access.ts';
import { createApiKey } from '../../core/access/manage-api-keys.ts';
import { createSmtpLogin, setSmtpPassword } from '../../core/access/smtp-passwords.ts';
import { suppress } from '../../core/audience/suppressions.ts';
import { sendingSettings } from '../../core/rate/settings.ts';
import { domainToItem } from '../../core/warm-up/domain-store.ts';
import { readQuotaDay } from '../../core/warm-up/quota-store.ts';
import { coreDesk } from '../../submission/core-desk.ts';
import { type SubmissionServer, startSubmission } from '../../submission/server.ts';
import { memoryWorld } from '../support/memory-world.ts';
import { sampleDomain } from '../support/sample-domain.ts';
import { authPlain, SmtpDialogue } from '../support/smtp-dialogue.ts';

const START = Date.UTC(2027, 0, 5, 9);
const TODAY = '2027-01-05';
const PASSWORD = 'Tea4Two-and-Cake9';

const servers: SubmissionServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function setUp({ limit = 100 } = {}) {
  const world = memoryWorld(START, { mailer: new MemoryMailer({}), settings: sendingSettings(1_000, 0) });
  const domain = sampleDomain('shop.test', START, { plan: 'custom', steps: [limit] });
  await world.tables.write({ kind: 'put', table: 'WarmUp', item: domainToItem(domain) });
  const { apiKey } = await createApiKey(world, { name: 'shop', role: 'sender' });
  const viewer = await createApiKey(world, { name: 'looks', role: 'viewer' });
  await setSmtpPassword(world, 'orders@shop.test', PASSWORD);
  const isPasswordOf = createSmtpLogin(world);
  const desk = coreDesk({
    ...world,
    quotaDayOffsetMinutes: 0,
    access: createAccess(world),
    isPasswordOf,
  });
  const server = await startSubmission({ desk, clock: world.clock, log: world.log, port: 0, tls: { kind: 'none' } });
  servers.push(server);
  const transport = (pass = apiKey, user = 'apikey') =>
    createTransport({ host: server.host, port: server.port, ignoreTLS: true, auth: { user, pass } });
  return { world, server, apiKey, viewer: viewer.apiKey, transport };
}

describe('a message by SMTP', () => {
  it('is handed over to each recipient, and answered with the id of its record', async () => {
    const { world, transport } = await setUp();
    const info = await transport().sendMail({
      from: 'Shop <orders@shop.test>',
      to: 'ann@example.com, Bob <bob@example.com>',
      bcc: 'boss@example.com',
      subject: '秋のお便り',
      text: 'Hello\n.\nWorld',
    });
    expect(info.response).toMatch(/^250 2\.0\.0 Ok mail-[0-9a-f]{32}$/);
    expect(world.mailer.accepted.map(({ to }) => to)).toEqual([
      'ann@example.com',
      'bob@example.com',
      'boss@example.com',
    ]);
    const read = await PostalMime.parse(world.mailer.accepted[0]?.message ?? '');
    expect(read).toMatchObject({
      subject: '秋のお便り',
      text: 'Hello\n.\nWorld\n',
      from: { address: 'orders@shop.test' },
    });
    expect(read.headers.map(({ key }) => key)).not.toContain('bcc');
    expect(await readQuotaDay(world.tables, 'shop.test', TODAY)).toMatchObject({ other: 3, granted: 0, left: 100 });
  });

  it('that is repeated with its Message-ID is handed over once', async () => {
    const { world, transport } = await setUp();
    const mail = {
      from: 'orders@shop.test',
      to: 'ann@example.com',
      subject: 'Hi',
      text: 'x',
      messageId: '<1@shop.test>',
      date: new Date(START),
    };
    const first = await transport().sendMail(mail);
    const second = await transport().sendMail(mail);
    expect(second.response).toBe(first.response);
    expect(world.mailer.handOvers).toBe(1);
  });

  it('that says it is bulk takes from the quota of the day, and is refused when that is gone', async () => {
    const { world, transport } = await setUp({ limit: 1 });
    const bulk = {
      from: 'orders@shop.test',
      to: 'ann@example.com',
      subject: 'Hi',
      text: 'x',
      list: { id: 'news.shop.test' },
    };
    await transport().sendMail(bulk);
    await expect(transport().sendMail(bulk)).rejects.toMatchObject({
      responseCode: 452,
      response: expect.stringMatching(/4\.7\.1 .* goes on at 2027-01-06T00:00:00\.000Z/),
    });
    expect(await readQuotaDay(world.tables, 'shop.test', TODAY)).toMatchObject({ other: 1, left: 0 });
  });
});

describe('a bare dialogue', () => {
  it.each<[string, string[], RegExp]>([
    ['AUTH with a wrong password', ['AUTH PLAIN AGEAYg=='], /^535 5\.7\.8/],
    ['MAIL before AUTH', ['MAIL FROM:<orders@shop.test>'], /^530 5\.7\.0/],
    ['an empty sender', ['<auth>', 'MAIL FROM:<>'], /^550 5\.1\.7/],
    ['a domain that is not ours', ['<auth>', 'MAIL FROM:<a@other.test>'], /^550 5\.7\.1/],
    ['a message that is too large', ['<auth>', 'MAIL FROM:<orders@shop.test> SIZE=10485761'], /^552/],
    [
      'a suppressed recipient',
      ['<auth>', 'MAIL FROM:<orders@shop.test>', 'RCPT TO:<gone@example.com>'],
      /^550 5\.1\.1/,
    ],
    [
      'two addresses in From',
      [
        '<auth>',
        'MAIL FROM:<orders@shop.test>',
        'RCPT TO:<ann@example.com>',
        'DATA',
        'From: a@shop.test, b@shop.test\r\n\r\nx\r\n.',
      ],
      /^554 5\.6\.0/,
    ],
    [
      'From of another domain',
      [
        '<auth>',
        'MAIL FROM:<orders@shop.test>',
        'RCPT TO:<ann@example.com>',
        'DATA',
        'From: a@other.test\r\n\r\nx\r\n.',
      ],
      /^550 5\.7\.1/,
    ],
    [
      'a line that is too long',
      [
        '<auth>',
        'MAIL FROM:<orders@shop.test>',
        'RCPT TO:<ann@example.com>',
        'DATA',
        `From: a@shop.test\r\n\r\n${'x'.repeat(999)}\r\n.`,
      ],
      /^554 5\.6\.0/,
    ],
  ])('with %s is answered by the table', async (_name, commands, answer) => {
    const { world, server, apiKey } = await setUp();
    await suppress(world, { email: 'gone@example.com', reason: 'manual' });
    const auth = authPlain(apiKey);
    const dialogue = await SmtpDialogue.open(server.port);
    await dialogue.say('EHLO program.test');
    let last = '';
    for (const command of commands) last = await dialogue.say(command === '<auth>' ? auth : command);
    dialogue.end();
    expect(last).toMatch(answer);
    expect(world.mailer.handOvers).toBe(0);
  });

  it('cannot begin a second message inside of the first', async () => {
    const { world, server, apiKey } = await setUp();
    const auth = authPlain(apiKey);
    for (const end of ['\n.\n', '\n.\r\n', '\r.\r', '\r\n.\n', '\r\n.\r']) {
      const dialogue = await SmtpDialogue.open(server.port);
      for (const command of ['EHLO x', auth, 'MAIL FROM:<orders@shop.test>', 'RCPT TO:<ann@example.com>', 'DATA'])
        await dialogue.say(command);
      const inner =
        'MAIL FROM:<orders@shop.test>\r\nRCPT TO:<eve@example.com>\r\nDATA\r\nFrom: a@shop.test\r\n\r\nsmuggled';
      expect(await dialogue.say(`From: a@shop.test\r\n\r\nfirst${end}${inner}\r\n.`)).toMatch(/^250 /);
      dialogue.end();
    }
    expect(world.mailer.accepted.map(({ to }) => to)).toEqual(Array(5).fill('ann@example.com'));
  });

  it('lets the password of a sender send from its address only', async () => {
    const { transport, world } = await setUp();
    const mail = {
      from: 'other@shop.test',
      envelope: { from: 'orders@shop.test', to: ['ann@example.com'] },
      text: 'x',
    };
    await expect(transport(PASSWORD, 'orders@shop.test').sendMail(mail)).rejects.toMatchObject({ responseCode: 553 });
    await transport(PASSWORD, 'Orders@Shop.test').sendMail({ ...mail, from: 'orders@shop.test' });
    expect(world.mailer.accepted).toHaveLength(1);
  });

  it('refuses a key that may only look', async () => {
    const { transport, viewer } = await setUp();
    await expect(transport(viewer).verify()).rejects.toMatchObject({ responseCode: 535, response: /viewer/ });
  });
});
