import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { createTransport } from 'nodemailer';
import { MimeComposer } from '../adapters/mime/composer.ts';
import { SesApi } from '../adapters/ses/api.ts';
import { createSesClient } from '../adapters/ses/client.ts';
import { SesMailer } from '../adapters/ses/mailer.ts';
import { SystemClock } from '../adapters/system-clock.ts';
import { sendingSettings } from '../core/rate/settings.ts';
import { LOCAL_ACCESS } from '../local/dynamodb.ts';
import { type Benchmark, type BenchOptions, medianRow, type Outcome, type Row, rounded } from './support/benchmark.ts';
import { EngineRoom } from './support/engine-room.ts';
import { nodemailerMail } from './support/nodemailer-mail.ts';
import { startPart } from './support/processes.ts';

const READERS = 5_000;
const LATENCY_MS = 50;
const TIMEOUT_MS = 10_000;
/** As many mails at a time as in a window. */
const IN_FLIGHT = 50;
/** Far above what one sender can do. */
const SEND_RATE = 20_000;

export const oneSender: Benchmark = {
  name: 'one-sender',
  question: `What does one invocation of the sender do against an SES that answers in ${LATENCY_MS} ms?`,
  async run({ rounds }: BenchOptions): Promise<Outcome> {
    const { part, hello } = await startPart(new URL('./support/ses-stub.ts', import.meta.url), [LATENCY_MS]);
    const endpoint = `http://127.0.0.1:${(hello as { port: number }).port}`;
    try {
      const measured: Row[][] = [];
      // The first round of each warms the code up, as the first segments of an invocation do.
      for (let round = 0; round <= rounds; round += 1) {
        const rows = [
          await measure('mailramp: one sender', () => runSender(endpoint)),
          await measure('loop: nodemailer and SES', () => runLoop(endpoint)),
        ];
        if (round > 0) measured.push(rows);
      }
      const rows = [0, 1].map((place) => medianRow(measured.map((round) => round[place] ?? {})));
      const most = rounded((IN_FLIGHT * 1_000) / LATENCY_MS);
      return {
        rows,
        notes: [
          `${IN_FLIGHT} mails at a time and ${LATENCY_MS} ms an answer allow ${most} mails/s at the most`,
          'CPU time of the sending process only; SES and DynamoDB run in processes of their own',
        ],
      };
    } finally {
      await part.stop();
    }
  },
};

/** Prepares something to send, and answers what sends it. */
type Prepare = () => Promise<{ send(): Promise<void>; close(): Promise<void> }>;

async function measure(sender: string, prepare: Prepare): Promise<Row> {
  const { send, close } = await prepare();
  try {
    const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
    await send();
    const { user, system } = process.cpuUsage(cpu);
    return {
      sender,
      readers: READERS,
      'mails/s': rounded((READERS * 1_000) / (performance.now() - startedAt)),
      'CPU s/1000': rounded((user + system) / 1e6 / (READERS / 1_000)),
    };
  } finally {
    await close();
  }
}

async function runSender(endpoint: string): ReturnType<Prepare> {
  const clock = new SystemClock();
  const { region, credentials } = LOCAL_ACCESS;
  const ses = new SesApi({ region, endpoint, credentials: async () => credentials, clock, timeoutMs: TIMEOUT_MS });
  const mailer = new SesMailer({ ses, composer: new MimeComposer(clock), configurationSet: 'bench' });
  const settings = { ...sendingSettings(SEND_RATE, 0), parallelism: 1 };
  const room = await EngineRoom.open({ clock, mailer, settings, engine: 'dynamodb', warmUp: { plan: 'unlimited' } });
  const task = await room.createTask(await room.makeList(READERS));
  await room.start();
  return {
    send: async () => {
      await room.send(1);
      const { sent } = await room.runOf(task);
      if (sent !== READERS) throw new Error(`${sent} of ${READERS} were sent`);
    },
    close: async () => {
      ses.close();
      await room.close();
    },
  };
}

async function runLoop(endpoint: string): ReturnType<Prepare> {
  const client = createSesClient(TIMEOUT_MS, { ...LOCAL_ACCESS, endpoint });
  const transport = createTransport({ SES: { SendEmailCommand, sesClient: client } });
  let next = 0;
  const sendRest = async (): Promise<void> => {
    while (next < READERS) {
      const mail = nodemailerMail(next);
      next += 1;
      await transport.sendMail(mail);
    }
  };
  return {
    send: async () => {
      await Promise.all(Array.from({ length: IN_FLIGHT }, sendRest));
    },
    close: async () => client.destroy(),
  };
}
