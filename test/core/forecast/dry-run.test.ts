import { describe, expect, it } from '@jest/globals';
import { addRecipients } from '../../../core/audience/add-recipients.ts';
import { createList } from '../../../core/audience/manage-lists.ts';
import { suppress } from '../../../core/audience/suppressions.ts';
import { DAY, HOUR, iso } from '../../../core/clock.ts';
import { createTemplate } from '../../../core/content/manage-templates.ts';
import { dryRun, dryRunOfEdit } from '../../../core/forecast/dry-run.ts';
import { Forecasts } from '../../../core/forecast/forecast-domain.ts';
import type { TaskInput } from '../../../core/tasks/task-input.ts';
import { readQuotaDay } from '../../../core/warm-up/quota-store.ts';
import { withOverrides } from '../audience/audience-ports.ts';
import { NOW } from '../tasks/task-samples.ts';
import { TaskWorld } from '../tasks/task-world.ts';

const rehearse = (world: TaskWorld, changes: Partial<TaskInput> = {}) => dryRun(world.input(changes), world.ports);

/** Everything that is stored, to see that nothing is created. */
const stored = (world: TaskWorld) =>
  (['Campaigns', 'Audience', 'WarmUp', 'Content', 'Mail'] as const).flatMap((table) => [...world.tables.all(table)]);

async function newTemplate(world: TaskWorld, source: { subject?: string; html?: string; text?: string }) {
  const template = { name: 'other', subject: null, html: null, text: null, ...source };
  return (await createTemplate(world.ports, template)).templateId;
}

describe('dryRun', () => {
  it('counts everybody of the list, and creates nothing', async () => {
    const world = await TaskWorld.of(1_300);
    await suppress(world.ports, { email: 'r1@y.test', reason: 'bounce' });
    await suppress(world.ports, { email: 'r2@y.test', reason: 'unsubscribe', domain: 'x.test' });
    await suppress(world.ports, { email: 'r3@y.test', reason: 'unsubscribe', domain: 'other.test' });
    const before = stored(world);
    const objects = [...world.objects.all().keys()];

    expect(await rehearse(world)).toEqual({
      sampled: null,
      requested: 1_300,
      skipped: { suppressed: 1, unsubscribed: 1 },
      failing: {},
      missingVariables: [],
      emptyVariables: [],
      largestMail: expect.any(Number),
      examples: expect.any(Array),
      days: [
        { day: iso(NOW).slice(0, 10), planned: 500, others: 0, limit: 500 },
        { day: iso(NOW + DAY).slice(0, 10), planned: 798, others: 0, limit: 1_000 },
      ],
      finishesOn: iso(NOW + DAY).slice(0, 10),
      nextOccurrences: [],
      warnings: [],
    });
    expect(stored(world)).toEqual(before);
    expect([...world.objects.all().keys()]).toEqual(objects);
    expect(world.startQueue.waiting()).toEqual([]);
  });

  it('shows some recipients with the subjects of their mails', async () => {
    const world = await TaskWorld.of(8);
    await addRecipients(world.ports, world.listId, [{ email: 'r0@y.test', data: { name: 'Ann' } }]);
    const templateId = await newTemplate(world, { subject: '{{ name | default: email }}', text: 'Hello' });

    const { examples } = await rehearse(world, { templateId });
    expect(examples).toHaveLength(5);
    for (const { email, subject } of examples) expect(subject).toBe(email === 'r0@y.test' ? 'Ann' : email);
  });

  it('scales the counts of a sample to the whole list, and looks at no more than the sample', async () => {
    const world = await TaskWorld.of(1_000);
    for (let i = 0; i < 200; i += 1) await suppress(world.ports, { email: `r${i}@y.test`, reason: 'bounce' });

    const sample = await dryRun(world.input(), world.ports, 500);
    expect(sample).toMatchObject({ sampled: 500, requested: 1_000 });
    const { suppressed = 0 } = sample.skipped;
    // Both are exact for this list, whose hashes never change.
    expect(suppressed).toBeGreaterThan(150);
    expect(suppressed).toBeLessThan(250);
    expect(sample.days.reduce((sum, { planned }) => sum + planned, 0)).toBe(1_000 - suppressed);
    expect(await dryRun(world.input(), world.ports, 1_000)).toEqual(await rehearse(world));
  });

  it('counts somebody who is in several lists once, in a sample too', async () => {
    const world = await TaskWorld.of(1_000);
    const { listId } = await createList(world.ports, { name: 'the same readers', description: null });
    const emails = Array.from({ length: 1_000 }, (_, i) => ({ email: `r${i}@y.test` }));
    await addRecipients(world.ports, listId, emails);
    const { listId: first, ...input } = world.input();

    const both = { ...input, listIds: [String(first), listId] };
    const { requested, sampled } = await dryRun(both, world.ports, 500);
    expect(sampled).toBe(500);
    expect(requested).toBeGreaterThan(900);
    expect(requested).toBeLessThan(1_100);
  });

  it('says which variables are missing for how many, and plans no mail for them', async () => {
    const world = await TaskWorld.of(10);
    await addRecipients(world.ports, world.listId, [
      { email: 'r0@y.test', data: { name: 'Ann', order: { total: 3 } } },
      { email: 'r1@y.test', data: { name: 'Bob', order: {} } },
      { email: 'r2@y.test', data: { name: 'Cy', order: null } },
    ]);
    const templateId = await newTemplate(world, {
      subject: 'Hello {{ name }}',
      html: '<p>{{ order.total }} {% if vip %}{{ vip }}{% endif %} {{ nickname | default: "you" }}</p>',
    });

    expect(await rehearse(world, { templateId })).toMatchObject({
      requested: 10,
      failing: { 'missing-variable': 8 },
      missingVariables: [
        { name: 'name', recipients: 7 },
        { name: 'order.total', recipients: 1 },
      ],
      days: [{ planned: 2 }],
    });
  });

  it('says which empty values would leave a hole in how many mails', async () => {
    const world = await TaskWorld.of(4);
    await addRecipients(world.ports, world.listId, [
      { email: 'r0@y.test', data: { name: '', city: ' ', order: { code: '' }, 'First Name': 'Ann' } },
      { email: 'r1@y.test', data: { name: 'Bob', city: '', order: { code: '' }, 'First Name': '' } },
      { email: 'r2@y.test', data: { name: 'Cy', city: 'Rome', order: { code: 'x' }, 'First Name': 'Cy' } },
      { email: 'r3@y.test', data: { name: '' } },
    ]);
    const templateId = await newTemplate(world, {
      subject: 'Hello {{ name | default: "you" }}',
      html: '<p>{{ city }} {{ order.code }}{% if name %}{{ name }}{% endif %} {{ ["First Name"] }} {{ unsubscribeUrl }}</p>',
    });

    expect(await rehearse(world, { templateId })).toMatchObject({
      failing: { 'missing-variable': 1 },
      emptyVariables: [
        { name: 'city', recipients: 2 },
        { name: 'order.code', recipients: 2 },
        { name: 'First Name', recipients: 1 },
      ],
    });
  });

  it('measures the largest mail as it would be sent', async () => {
    const world = await TaskWorld.of(50);
    const long = 'ü'.repeat(300);
    await addRecipients(world.ports, world.listId, [{ email: 'r7@y.test', data: { name: long } }]);
    const templateId = await newTemplate(world, { subject: 'Hello', html: '<p>{{ name }}</p>' });
    const attachments = [{ name: 'a.txt', contentType: null, content: Buffer.alloc(3_000) }];
    const input = { templateId, templateData: { name: 'x' } };

    const { largestMail: without } = await rehearse(world, input);
    const { largestMail } = await rehearse(world, { ...input, attachments });
    expect((largestMail ?? 0) - (without ?? 0)).toBeGreaterThan(4_000);

    await world.create(input);
    await world.settle();
    const sizes = await Promise.all(
      world.mailer.accepted.map(async (mail) => (await world.ports.composer.compose(mail)).length),
    );
    expect(Math.abs((without ?? 0) - Math.max(...sizes))).toBeLessThan(200);
  });

  it('refuses what creating the task would refuse', async () => {
    const world = await TaskWorld.of(0);
    await expect(rehearse(world)).rejects.toMatchObject({ code: 'list-empty' });
    await expect(rehearse(world, { from: 'news@nowhere.test' })).rejects.toMatchObject({ code: 'domain-not-verified' });
  });

  it('gives up when it takes longer than a request may', async () => {
    const world = await TaskWorld.of(20);
    const tables = withOverrides(world.tables, {
      query: async (query) => {
        world.clock.advance(2_000);
        return await world.tables.query(query);
      },
    });
    await expect(dryRun(world.input(), { ...world.ports, tables })).rejects.toMatchObject({
      code: 'too-many-recipients',
    });
  });

  it('plans behind older parked runs and tasks that start before, and what then happens agrees', async () => {
    const world = await TaskWorld.of(900);
    const other = (await createList(world.ports, { name: 'other', description: null })).listId;
    const emails = Array.from({ length: 1_000 }, (_, i) => ({ email: `o${i}@y.test` }));
    await addRecipients(world.ports, other, emails);
    for (const { email } of emails.slice(0, 150)) await suppress(world.ports, { email, reason: 'manual' });

    const first = await world.create();
    await world.settle();
    const second = await world.create({ type: 'timed', startAt: NOW + 5 * HOUR, listId: other });
    const third = { type: 'timed', startAt: NOW + 30 * HOUR } as const;
    // The one that waits counts with its whole list: who is skipped in it is known when it is frozen.
    await world.travel(6 * HOUR);
    const planned = await rehearse(world, third);
    const taskId = await world.create(third);
    const finishes = new Forecasts(world.ports);
    const [one, two] = [await world.run(first), await world.run(second)];
    expect(await finishes.finishesOn(one)).toBe(iso(NOW + DAY).slice(0, 10));
    expect(await finishes.finishesOn(two)).toBe(iso(NOW + 2 * DAY).slice(0, 10));

    expect(planned.days[0]).toMatchObject({ limit: 2_000, others: 250, planned: 900 });

    await world.travel(10 * DAY);
    expect(await world.status(taskId)).toBe('finished');
    const sent = new Map<string, number>();
    for (const { day } of planned.days) {
      const row = await readQuotaDay(world.tables, 'x.test', day);
      sent.set(day, row?.granted ?? 0);
    }
    const run = await world.run(taskId);
    expect(planned.days.reduce((sum, { planned: n }) => sum + n, 0)).toBe(run.sent);
    expect(planned.finishesOn).toBe(iso(run.finishedAt ?? 0).slice(0, 10));
    expect([...sent.values()].every((n) => n > 0)).toBe(true);
  });
});

describe('dryRun of a schedule', () => {
  it('names the first runs, and what a clock change does to them', async () => {
    const world = await TaskWorld.of(3);
    const rule = { type: 'recurring', timeZone: 'America/New_York' } as const;
    const { nextOccurrences } = await rehearse(world, {
      ...rule,
      startAt: Date.UTC(2027, 2, 13, 5),
      recurrence: { every: 'day', at: '02:30' },
      until: { occurrences: 3 },
    });
    expect(nextOccurrences).toEqual([
      { utc: '2027-03-13T07:30:00.000Z', local: '2027-03-13T02:30:00-05:00', clockChange: null },
      { utc: '2027-03-14T07:00:00.000Z', local: '2027-03-14T03:00:00-04:00', clockChange: 'skipped' },
      { utc: '2027-03-15T06:30:00.000Z', local: '2027-03-15T02:30:00-04:00', clockChange: null },
    ]);
  });

  it('begins at once without a start, and counts that run', async () => {
    const world = await TaskWorld.of(3);
    const { nextOccurrences } = await rehearse(world, { type: 'recurring', intervalHours: 24 });
    expect(nextOccurrences.map(({ utc }) => utc)).toEqual([0, 1, 2, 3, 4].map((days) => iso(NOW + days * DAY)));
  });
});

describe('dryRunOfEdit', () => {
  const startAt = NOW + 5 * HOUR;

  it('foresees the task as it would be, beside all others but itself, and changes nothing', async () => {
    const world = await TaskWorld.of(400);
    const attachments = [{ name: 'a.pdf', contentType: null, content: Buffer.alloc(3_000) }];
    const taskId = await world.create({ type: 'timed', startAt, attachments });
    await world.create({ type: 'timed', startAt: NOW + HOUR });
    await suppress(world.ports, { email: 'r1@y.test', reason: 'bounce' });
    const before = stored(world);

    const run = await dryRunOfEdit(taskId, { startAt: NOW + 6 * HOUR, subject: 'Other' }, world.ports);
    expect(run).toMatchObject({
      requested: 400,
      skipped: { suppressed: 1 },
      days: [
        { planned: 100, others: 400, limit: 500 },
        { planned: 299, others: 0, limit: 1_000 },
      ],
      nextOccurrences: [{ utc: iso(NOW + 6 * HOUR) }],
    });
    expect(run.examples[0]?.subject).toBe('Other');
    const { largestMail } = await dryRunOfEdit(taskId, { attachments: [] }, world.ports);
    expect((run.largestMail ?? 0) - (largestMail ?? 0)).toBeGreaterThan(4_000);
    expect(stored(world)).toEqual(before);
  });

  it('goes on counting the runs of a repeated task', async () => {
    const world = await TaskWorld.of(3);
    const taskId = await world.create({ type: 'recurring', intervalHours: 24, until: { occurrences: 4 } });
    await world.travel(DAY + HOUR);
    const { nextOccurrences } = await dryRunOfEdit(taskId, { subject: 'Other' }, world.ports);
    expect(nextOccurrences.map(({ utc }) => utc)).toEqual([iso(NOW + 2 * DAY), iso(NOW + 3 * DAY)]);
  });

  it('refuses what the edit would refuse, and any of a task that has begun', async () => {
    const world = await TaskWorld.of(3);
    const taskId = await world.create({ type: 'timed', startAt });
    await expect(dryRunOfEdit(taskId, { subject: '{{' }, world.ports)).rejects.toMatchObject({
      errors: [{ path: '/subject' }],
    });
    await world.travel(DAY);
    for (const edit of [{ subject: 'x' }, { name: 'x' }])
      await expect(dryRunOfEdit(taskId, edit, world.ports)).rejects.toMatchObject({ code: 'wrong-status' });
  });
});
