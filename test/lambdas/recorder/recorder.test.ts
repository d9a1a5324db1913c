import { describe, expect, it } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { parseSesEvents } from '../../../adapters/ses/events.ts';
import type { Log } from '../../../core/log.ts';
import { type Tables, TablesBusy } from '../../../core/tables.ts';
import { createHandler } from '../../../lambdas/recorder/handler.ts';
import { Engine } from '../../support/engine.ts';
import { mailsOf, recorderOf } from '../../support/recorder.ts';

const record = (messageId: string, body: string): SQSRecord => ({ messageId, body }) as SQSRecord;

const delivery = (mail: { mailId: string; email: string } | undefined) =>
  JSON.stringify({
    eventType: 'Delivery',
    mail: {
      timestamp: '2026-11-24T09:00:00Z',
      source: 'news@a.example',
      destination: [mail?.email],
      tags: { mailId: [mail?.mailId] },
    },
    delivery: { timestamp: '2026-11-24T09:00:05Z' },
  });

/** Tables that fail for one mail. */
const failingFor = ({ ports: { tables } }: Engine, index: string): Tables => ({
  get: (...args) => tables.get(...args),
  getMany: (...args) => tables.getMany(...args),
  query: (...args) => tables.query(...args),
  write: (...args) => tables.write(...args),
  transact: async (writes, token) => {
    if (JSON.stringify(writes).includes(`"sk":"${index}"`)) throw new Error('told to fail');
    return tables.transact(writes, token);
  },
});

const setUp = async (readers = 3) => {
  const engine = new Engine();
  await engine.addDomain();
  const runId = await engine.addRun(readers);
  await engine.settle();
  const warnings: string[] = [];
  const log: Log = { info: () => {}, warn: (event) => warnings.push(event), error: () => {} };
  const mails = await mailsOf(engine, runId);
  const isRecorded = async (i: number) =>
    (await engine.tables.query({ table: 'Mail', pk: `MAIL#${runId}#0` })).items.some(({ sk }) => sk === String(i));
  return { engine, mails, warnings, log, isRecorded };
};

describe('the recorder', () => {
  it('is done with what is no event, logs it, and records the rest of the batch', async () => {
    const { engine, mails, warnings, log, isRecorded } = await setUp();
    const handler = createHandler(recorderOf(engine), parseSesEvents, log);
    const answer = await handler({ Records: [record('a', 'nonsense'), record('b', delivery(mails[0]))] });
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(warnings).toEqual(['mail-event-ignored']);
    expect(await isRecorded(0)).toBe(true);
  });

  it('halves a batch that cannot be recorded, and finds the one message in few attempts', async () => {
    const { engine, mails, warnings, log, isRecorded } = await setUp(64);
    const handler = createHandler(recorderOf(engine, { tables: failingFor(engine, '40') }), parseSesEvents, log);
    const answer = await handler({ Records: mails.map((mail, i) => record(`m${i}`, delivery(mail))) });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm40' }] });
    expect(warnings).toEqual(Array(6).fill('batch-not-recorded'));
    expect(await Promise.all([0, 39, 40, 41, 63].map(isRecorded))).toEqual([true, true, false, true, true]);
  });

  it('leaves the whole batch to the queue when the tables take no more', async () => {
    const { engine, mails, warnings, log } = await setUp();
    const busy = { ...failingFor(engine, '0'), transact: async () => Promise.reject(new TablesBusy('refused')) };
    const handler = createHandler(recorderOf(engine, { tables: busy }), parseSesEvents, log);
    const answer = await handler({ Records: mails.map((mail, i) => record(`m${i}`, delivery(mail))) });
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m0', 'm1', 'm2']);
    expect(warnings).toEqual(['tables-busy']);
  });

  it('reports only the message that cannot be recorded', async () => {
    const { engine, mails, log, isRecorded } = await setUp();
    const handler = createHandler(recorderOf(engine, { tables: failingFor(engine, '1') }), parseSesEvents, log);
    const answer = await handler({ Records: mails.map((mail, i) => record(`m${i}`, delivery(mail))) });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(await Promise.all([0, 1, 2].map(isRecorded))).toEqual([true, false, true]);
  });
});
