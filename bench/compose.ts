import MailComposer from 'nodemailer/lib/mail-composer';
import { htmlToText } from '../adapters/html/html-to-text.ts';
import { MimeComposer } from '../adapters/mime/composer.ts';
import { SystemClock } from '../adapters/system-clock.ts';
import { compileContent } from '../core/content/compile-content.ts';
import type { OutgoingMail } from '../core/mail/mailer.ts';
import { linkKey, sealLinkToken } from '../core/unsubscribe/link-token.ts';
import { type Benchmark, type BenchOptions, medianRow, type Outcome, type Row, rounded } from './support/benchmark.ts';
import { campaign, readerAt } from './support/campaign.ts';
import { nodemailerMail } from './support/nodemailer-mail.ts';

const MAILS = 10_000;
/** Any instant. */
const SENT_AT = Date.UTC(2027, 0, 5, 9);
/** As many as the code needs until it runs at its full speed. */
const WARM_UP = 2_000;

/** Makes one mail, or a part of it. */
type Write = (index: number) => Promise<{ length: number }>;

export const compose: Benchmark = {
  name: 'compose',
  question: 'What does it cost to make a mail of a template and a reader, from the values to the bytes?',
  async run({ rounds }: BenchOptions): Promise<Outcome> {
    const measured: Row[][] = [];
    for (let round = 0; round < rounds; round += 1) {
      measured.push([
        await measure(
          'mailramp',
          product((mail) => mail),
        ),
        await measure('mailramp, each mail encoded whole', product(asStrings)),
        await measure('nodemailer, templates parsed once', nodemailer()),
        await measure('the link to unsubscribe alone', async (index) => linkOf(readerAt(index).email, mailIdOf(index))),
      ]);
    }
    const rows = [0, 1, 2, 3].map((place) => medianRow(measured.map((round) => round[place] ?? {})));
    const [pieces, whole, theirs] = rows.map((row) => Number(row['CPU ms/1000']));
    return {
      rows,
      notes: [
        `${rounded(Number(whole) / Number(pieces))} times as fast as encoding each mail whole, ` +
          `${rounded(Number(theirs) / Number(pieces))} times as fast as nodemailer`,
        'one process; values, links to unsubscribe (signed; for nodemailer invented) and headers included',
      ],
    };
  },
};

async function measure(writer: string, write: Write): Promise<Row> {
  for (let index = 0; index < WARM_UP; index += 1) await write(index);
  const cpu = process.cpuUsage();
  let bytes = 0;
  for (let index = 0; index < MAILS; index += 1) bytes += (await write(index)).length;
  const { user, system } = process.cpuUsage(cpu);
  return { writer, 'CPU ms/1000': rounded((user + system) / MAILS), 'bytes/mail': rounded(bytes / MAILS) };
}

const KEY = linkKey(0, 'no secret, as nobody gets these mails');
const mailIdOf = (index: number): string => `1795000000000000-0kq2b1x3a-${index >> 9}-${index & 511}`;
const linkOf = (email: string, mailId: string): string =>
  `https://m.bench.example/u/${sealLinkToken(KEY, { email, domain: campaign.domain, mailId, sentAt: SENT_AT })}`;

const product = (change: (mail: OutgoingMail) => OutgoingMail): Write => {
  const clock = new SystemClock();
  const composer = new MimeComposer(clock);
  const { from, subject, html, text } = campaign;
  const content = { from, subject, html, text, replyTo: null, templateData: {}, unsubscribe: true, attachments: [] };
  const render = compileContent(content, [], htmlToText);
  return async (index) => {
    const reader = readerAt(index);
    const mailId = mailIdOf(index);
    const rendered = render(reader, { mailId, unsubscribeUrl: linkOf(reader.email, mailId), now: clock.now() });
    if (!rendered.ok) throw new Error(rendered.detail);
    return composer.compose(change(rendered.mail));
  };
};

/** As mails come whose templates Liquid has to render. */
const asStrings = (mail: OutgoingMail): OutgoingMail => ({ ...mail, html: String(mail.html), text: String(mail.text) });

const nodemailer = (): Write => (index) =>
  new MailComposer({ ...nodemailerMail(index), disableFileAccess: true, disableUrlAccess: true }).compile().build();
