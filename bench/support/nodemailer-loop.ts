import { Liquid } from 'liquidjs';
import { createTransport } from 'nodemailer';
import { campaign, inventedLink, readerAt } from './campaign.ts';

/**
 * The baseline: what a careful programmer writes in an hour. Templates parsed once, rendered for each reader, sent
 * through nodemailer's own pool. It counts nothing, remembers nothing, and starts again from the first reader after a
 * crash.
 */

const CONNECTIONS = 20;
const IN_FLIGHT = 60;

const [port = 0, readers = 0] = process.argv.slice(2).map(Number);
const liquid = new Liquid({ outputEscape: 'escape' });
const plain = new Liquid();
const subject = plain.parse(campaign.subject);
const html = liquid.parse(campaign.html);
const text = plain.parse(campaign.text);
const transport = createTransport({
  pool: true,
  host: '127.0.0.1',
  port,
  ignoreTLS: true,
  maxConnections: CONNECTIONS,
  maxMessages: Number.POSITIVE_INFINITY,
});

let next = 0;
async function sendRest(): Promise<void> {
  while (next < readers) {
    const { email, data } = readerAt(next);
    next += 1;
    const unsubscribeUrl = inventedLink(email);
    const variables = { ...data, email, unsubscribeUrl };
    await transport.sendMail({
      from: campaign.from,
      to: email,
      subject: plain.renderSync(subject, variables),
      html: liquid.renderSync(html, variables),
      text: plain.renderSync(text, variables),
      headers: {
        'List-Unsubscribe': `<${unsubscribeUrl}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }
}

process.on('message', async () => {
  await Promise.all(Array.from({ length: IN_FLIGHT }, sendRest));
  process.send?.('done');
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
