import { Liquid } from 'liquidjs';
import { createTransport } from 'nodemailer';
import { MimeComposer } from '../adapters/mime/composer.ts';
import { SmtpMailer } from '../adapters/smtp/mailer.ts';
import { SystemClock } from '../adapters/system-clock.ts';
import type { OutgoingMail } from '../core/mail/mailer.ts';
import { type Benchmark, type BenchOptions, medianRow, type Outcome, type Row, rounded } from './support/benchmark.ts';
import { campaign, readerAt } from './support/campaign.ts';
import { Sink } from './support/processes.ts';

const MAILS = 20_000;
const CONNECTIONS = 20;
/** As many mails at a time as in four windows. */
const IN_FLIGHT = 200;
const CPU_GOAL = 0.03;

const FROM = 'news@bench.example';
const addressOf = (index: number): string => `reader-${index}@example.net`;

/** Hands over a message that is finished already, to reader `index`. */
interface HandOver {
  handOver(index: number): Promise<void>;
  close(): void;
}

export const smtp: Benchmark = {
  name: 'smtp',
  question: 'What does handing over finished messages cost, and how fast is it?',
  async run({ rounds }: BenchOptions): Promise<Outcome> {
    const html = new Liquid().parseAndRenderSync(campaign.html, readerAt(0).data);
    const message = new MimeComposer(new SystemClock()).compose(mailTo(0, html));
    const sink = await Sink.start();
    try {
      const measured: Row[][] = [];
      // The first round of each warms the code up.
      for (let round = 0; round <= rounds; round += 1) {
        const rows = [
          await measure('mailramp', sink, message, throughMailramp(sink.port, message)),
          await measure('nodemailer pool', sink, message, throughNodemailer(sink.port, message)),
        ];
        if (round > 0) measured.push(rows);
      }
      const rows = [0, 1].map((place) => medianRow(measured.map((round) => round[place] ?? {})));
      const cpu = Number(rows[0]?.['CPU s/1000']);
      return {
        rows,
        notes: [
          `at most ${CPU_GOAL} CPU s per 1,000: ${cpu <= CPU_GOAL ? 'met' : `MISSED by ${rounded(cpu - CPU_GOAL)}`}`,
          `a newsletter with a style sheet, ${message.length} bytes as MIME, composed once: only the hand-over counts`,
          `${CONNECTIONS} connections, ${IN_FLIGHT} mails at a time; CPU time of the sending process only`,
        ],
      };
    } finally {
      await sink.stop();
    }
  },
};

const mailTo = (index: number, html: string): OutgoingMail => ({
  mailId: `17-bench-0-${index}`,
  from: FROM,
  to: addressOf(index),
  replyTo: null,
  subject: 'The harvest is in',
  html,
  text: null,
  headers: {},
  attachments: [],
});

function throughMailramp(port: number, message: string): HandOver {
  const mailer = new SmtpMailer({
    host: '127.0.0.1',
    port,
    tls: 'off',
    composer: { compose: () => message },
    maxConnections: CONNECTIONS,
    mailsPerConnection: MAILS,
  });
  return {
    handOver: async (index) => {
      const { kind } = await mailer.handOver(mailTo(index, ''));
      if (kind !== 'accepted') throw new Error(`mail ${index} is ${kind}`);
    },
    close: () => mailer.close(),
  };
}

function throughNodemailer(port: number, message: string): HandOver {
  const transport = createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
    maxConnections: CONNECTIONS,
    maxMessages: MAILS,
  });
  const raw = Buffer.from(message, 'latin1');
  return {
    handOver: async (index) => {
      await transport.sendMail({ envelope: { from: FROM, to: addressOf(index) }, raw });
    },
    close: () => transport.close(),
  };
}

async function measure(client: string, sink: Sink, message: string, { handOver, close }: HandOver): Promise<Row> {
  await sink.forget();
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  let next = 0;
  const sendRest = async (): Promise<void> => {
    while (next < MAILS) {
      next += 1;
      await handOver(next);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sendRest));
  const { user, system } = process.cpuUsage(cpu);
  const duration = performance.now() - startedAt;
  close();
  const { mails, addresses, bytes } = await sink.counts();
  if (mails !== MAILS || addresses !== MAILS) throw new Error(`the sink took ${mails} mails to ${addresses} readers`);
  if (bytes < mails * message.length) throw new Error(`the sink took ${bytes} bytes`);
  return {
    client,
    mails,
    'mails/s': rounded((MAILS * 1_000) / duration),
    'CPU s/1000': rounded((user + system) / 1e6 / (MAILS / 1_000)),
  };
}
