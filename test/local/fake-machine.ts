import type { Instant } from '../../core/clock.ts';
import { readFlags } from '../../local/flags.ts';
import { Home } from '../../local/home.ts';
import { startMachine } from '../../local/machine.ts';
import type { BuildProduct } from '../../local/product.ts';

/** What the product was handed, and whether it is in the middle of work that does not end by itself. */
export interface Seen {
  seen: { message: Record<string, unknown>; at: Instant; deadline: Instant }[];
  isHung: boolean;
}

/**
 * A machine whose product only does as it is told over HTTP. In a process of its own, which can be killed.
 */
const build: BuildProduct = async (ports) => {
  const state: Seen = { seen: [], isHung: false };
  const take = async (message: { runId?: string; taskId?: string }, context: { readonly deadline: Instant }) => {
    state.seen.push({ message: { ...message }, at: ports.clock.now(), deadline: context.deadline });
    if (message.runId === 'fails') throw new Error('told to fail');
    if (message.runId === 'works') {
      state.isHung = true;
      while (context.deadline > ports.clock.now()) await ports.clock.sleep(10);
      await ports.tables.write({ kind: 'put', table: 'Content', item: { pk: 'state', sk: 'drained', yes: true } });
    }
  };
  const refused = { code: 451, text: '4.3.0 nothing is taken here' };
  return {
    submission: {
      signIn: async () => ({ ok: false, reply: refused }),
      checkSender: async () => refused,
      checkRecipient: async () => refused,
      handIn: async () => refused,
    },
    tencent: async () => ({ statusCode: 404 }),
    onToken: take,
    onStart: take,
    onMailEvents: async () => ({ batchItemFailures: [] }),
    onImport: async () => {},
    onExport: async () => {},
    onNotice: async () => {},
    reconcile: async () => ({ nextAt: null }),
    api: async (event) => {
      const body = event.isBase64Encoded || event.body === undefined ? undefined : JSON.parse(event.body);
      const answer = (content: unknown) => ({
        statusCode: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(content),
      });
      switch (event.rawPath) {
        case '/seen':
          return answer(state);
        case '/send':
          await ports.sendQueue.send({ v: 1, runId: body.runId }, body.delay);
          return answer(null);
        case '/start':
          await ports.startQueue.send({ v: 1, taskId: body.taskId, scheduledFor: 'x' });
          return answer(null);
        case '/schedule':
          return answer(
            await ports.schedules.create(body.name, body.at, {
              queue: 'send',
              message: { v: 1, runId: body.name },
            }),
          );
        case '/put':
          await ports.objects.put(body.key, Buffer.from(body.text));
          await ports.tables.write({ kind: 'put', table: 'Content', item: { pk: 'k', sk: body.key, text: body.text } });
          return answer(null);
        case '/get': {
          const object = await ports.objects.get(body.key);
          const item = await ports.tables.get('Content', { pk: 'k', sk: body.key });
          const drained = await ports.tables.get('Content', { pk: 'state', sk: 'drained' });
          return answer({
            object: object === undefined ? null : Buffer.from(object).toString(),
            item: item?.text ?? null,
            drained: drained !== undefined,
          });
        }
        case '/mail':
          return answer(
            await ports.mailer.handOver({
              mailId: body.mailId,
              from: 'News <news@example.org>',
              to: body.to,
              replyTo: null,
              subject: 'Hello',
              html: null,
              text: 'Hello',
              headers: {},
              attachments: [],
            }),
          );
        default:
          return answer(event);
      }
    },
  };
};

const flags = readFlags(process.argv.slice(2), process.env);
if (flags === 'help') throw new Error('no help here');
const home = Home.open(flags.data);
const machine = await startMachine({ flags, home, build, onFault: () => {}, onImport: () => {} });
const { apiUrl, apiKey, tencent, smtpPort, submission } = machine;
home.publish({ apiUrl, apiKey, tencent, smtpPort, submission, pid: process.pid });
process.once('SIGTERM', async () => {
  await machine.stop();
  home.release();
  process.exit();
});
