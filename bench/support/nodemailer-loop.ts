import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { Liquid } from 'liquidjs';
import { createTransport } from 'nodemailer';
import type { ContenderEnvironment } from './contender.ts';

/**
 * The baseline, and an example of a contender: what a careful programmer writes in an hour. Templates parsed once,
 * rendered for each reader, sent through nodemailer's own pool. It counts nothing, remembers nothing, and starts again
 * from the first reader after a crash.
 */

const CONNECTIONS = 20;
const IN_FLIGHT = 60;

const { PORT, RECIPIENTS, SUBJECT, HTML, TEXT, FROM } = process.env as unknown as ContenderEnvironment;
const read = (path: string): string => readFileSync(path, 'utf8');
const liquid = new Liquid({ outputEscape: 'escape' });
const plain = new Liquid();
const [subject, html, text] = [plain.parse(read(SUBJECT)), liquid.parse(read(HTML)), plain.parse(read(TEXT))];
const readers: Record<string, string>[] = parse(read(RECIPIENTS), { columns: true });
const transport = createTransport({
  pool: true,
  host: '127.0.0.1',
  port: Number(PORT),
  ignoreTLS: true,
  maxConnections: CONNECTIONS,
  maxMessages: Number.POSITIVE_INFINITY,
});

let next = 0;
async function sendRest(): Promise<void> {
  for (let reader = readers[next++]; reader; reader = readers[next++]) {
    await transport.sendMail({
      from: FROM,
      to: reader.email,
      subject: plain.renderSync(subject, reader),
      html: liquid.renderSync(html, reader),
      text: plain.renderSync(text, reader),
      headers: {
        'List-Unsubscribe': `<${reader.unsubscribeUrl}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }
}

console.log('ready');
process.stdin.once('data', async () => {
  await Promise.all(Array.from({ length: IN_FLIGHT }, sendRest));
  transport.close();
  process.exit(0);
});
