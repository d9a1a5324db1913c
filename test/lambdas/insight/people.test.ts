import { describe, expect, it } from '@jest/globals';
import { addRecipients } from '../../../core/audience/add-recipients.ts';
import { createList } from '../../../core/audience/manage-lists.ts';
import { suppress } from '../../../core/audience/suppressions.ts';
import { DAY } from '../../../core/clock.ts';
import { createTemplate } from '../../../core/content/manage-templates.ts';
import { recordMailEvents } from '../../../core/insight/record-mail-events.ts';
import { RunLinks } from '../../../core/insight/run-links.ts';
import { SegmentDays } from '../../../core/insight/segment-days.ts';
import { SAMPLE_TOKEN } from '../../../core/unsubscribe/links.ts';
import { audienceRoutesIn } from '../../../lambdas/compose/audience.ts';
import { insightRoutesIn } from '../../../lambdas/compose/insight.ts';
import { taskRoutesIn } from '../../../lambdas/compose/tasks.ts';
import { NOW } from '../../core/tasks/task-samples.ts';
import { TaskWorld } from '../../core/tasks/task-world.ts';
import { callerOf } from '../http/requests.ts';

interface PersonJson {
  email: string;
  suppressions: { reason: string; domain: string | null; createdAt: string }[];
  lists: { listId: string; name: string; data: object | null }[];
  mails: {
    mailId: string | null;
    taskId: string | null;
    taskName: string | null;
    subject: string | null;
    outcome: string | null;
    cause: { code: string } | null;
    delivery: { status: string; bounce: { status: string } | null } | null;
  }[];
  more: boolean;
}

const ANN = 'ann@y.test';

const setUp = async (members = 0) => {
  const world = await TaskWorld.of(members);
  const { outside } = world;
  const routes = [...insightRoutesIn(outside), ...taskRoutesIn(outside), ...audienceRoutesIn(outside)];
  const request = callerOf(outside, routes, 'sender');
  const find = async (email: string) => {
    const { status, json } = await request('GET', `/v1/people/${encodeURIComponent(email)}`);
    return { status, person: json as PersonJson };
  };
  return { world, request, find };
};

const join = (world: TaskWorld, data: Record<string, unknown> | undefined = undefined, listId = world.listId) =>
  addRecipients(world.ports, listId, [{ email: ANN, ...(data && { data }) }]);

describe('GET /v1/people/{email}', () => {
  it('knows nothing of a stranger', async () => {
    const { find } = await setUp(3);
    expect(await find('nobody@y.test')).toEqual({
      status: 200,
      person: { email: 'nobody@y.test', suppressions: [], lists: [], mails: [], more: false },
    });
  });

  it.each(['ann', 'ann@', '@y.test', 'ann@y.test, bob@y.test', '<script>alert(1)</script>@y.test'])(
    'has nobody at %s, which is no address',
    async (text) => {
      const { request } = await setUp();
      const { status, json } = await request('GET', `/v1/people/${encodeURIComponent(text)}`);
      expect({ status, json }).toMatchObject({
        status: 404,
        json: { code: 'not-found', detail: 'this is not an e-mail address' },
      });
    },
  );

  it('names the lists with the data in each, newest first, in letters of any case', async () => {
    const { world, find } = await setUp(2);
    await join(world, { name: 'Ann' });
    world.clock.advance(1_000);
    const other = await createList(world.ports, { name: 'customers', description: null });
    world.clock.advance(1_000);
    await createList(world.ports, { name: 'others', description: null });
    await join(world, undefined, other.listId);
    const { person } = await find('ANN@Y.test');
    expect(person).toMatchObject({
      email: ANN,
      lists: [
        { listId: other.listId, name: 'customers', data: null },
        { listId: world.listId, name: 'readers', data: { name: 'Ann' } },
      ],
    });
  });

  it('says of how many lists it knows no more', async () => {
    const { world, find } = await setUp();
    for (let n = 0; n < 201; n += 1) {
      const { listId } = await createList(world.ports, { name: `list ${n}`, description: null });
      await join(world, undefined, listId);
      world.clock.advance(1_000);
    }
    const { person } = await find(ANN);
    expect(person.lists).toHaveLength(200);
    expect(person.more).toBe(true);
  });

  it('tells of suppressions, and of runs that skipped the address because of them', async () => {
    const { world, find } = await setUp(1);
    await join(world);
    await suppress(world.ports, { email: ANN, reason: 'bounce' });
    await suppress(world.ports, { email: ANN, reason: 'unsubscribe', domain: 'x.test' });
    const taskId = await world.create({ name: 'Autumn letter' });
    await world.settle();
    const { person } = await find(ANN);
    expect(person.suppressions.map(({ reason, domain }) => [reason, domain])).toEqual([
      ['bounce', null],
      ['unsubscribe', 'x.test'],
    ]);
    expect(person.mails).toEqual([
      expect.objectContaining({
        mailId: null,
        taskId,
        taskName: 'Autumn letter',
        subject: 'News',
        domain: 'x.test',
        outcome: 'skipped',
        cause: { code: 'suppressed', variable: null },
        delivery: null,
      }),
    ]);
  });

  it('shows mails with what became of them, single ones too, latest first', async () => {
    const { world, find, request } = await setUp();
    await join(world);
    const first = await world.create({ name: 'First' });
    await world.settle();
    const [mail] = (await find(ANN)).person.mails;
    await recordMailEvents(
      [
        {
          type: 'bounce',
          mailId: mail?.mailId ?? '',
          email: ANN,
          at: NOW,
          sentAt: NOW,
          domain: 'x.test',
          bounce: { kind: 'permanent', status: '5.1.1', isSpam: false },
          isSuppressedByProvider: false,
        },
      ],
      {
        ...world.ports,
        segmentDays: new SegmentDays(world.tables),
        runLinks: new RunLinks(world.tables),
        shard: 0,
        simulatorCounts: false,
      },
    );
    world.clock.advance(1_000);
    const receipt = { from: 'shop@x.test', to: ANN, subject: 'Order {{ n }}', text: 'x', templateData: { n: 7 } };
    // The address bounced, so that it is not handed over; another one is.
    expect((await request('POST', '/v1/emails', receipt)).status).not.toBe(201);
    await request('DELETE', `/v1/suppressions/${ANN}`);
    expect((await request('POST', '/v1/emails', receipt)).status).toBe(201);
    const { person } = await find(ANN);
    const shown = person.mails.map(({ taskName, subject, outcome }) => [taskName, subject, outcome]);
    expect(shown).toEqual([
      [null, 'Order 7', 'sent'],
      [null, 'Order 7', 'failed'],
      ['First', 'News', 'sent'],
    ]);
    expect(person.mails.at(-1)).toMatchObject({
      taskId: first,
      delivery: { status: 'bounced', bounce: { status: '5.1.1' } },
    });
  });

  it('shows what is still to come without an outcome', async () => {
    const world = await TaskWorld.of(600);
    const routes = insightRoutesIn(world.outside);
    const request = callerOf(world.outside, routes, 'viewer');
    await world.create({ name: 'Parked' });
    await world.settle();
    const all = await Promise.all(
      Array.from({ length: 600 }, async (_, n) => {
        const { json } = await request('GET', `/v1/people/r${n}@y.test`);
        return (json as PersonJson).mails;
      }),
    );
    expect(all.filter(([mail]) => mail?.outcome === 'sent')).toHaveLength(500);
    const parked = all.filter(([mail]) => mail?.outcome === null);
    expect(parked).toHaveLength(100);
    expect(parked[0]).toEqual([
      expect.objectContaining({ mailId: null, taskName: 'Parked', reason: null, cause: null, at: null }),
    ]);
  });

  it('forgets what was more than 90 days ago', async () => {
    const { world, find } = await setUp();
    await join(world);
    await world.create();
    await world.settle();
    expect((await find(ANN)).person.mails).toHaveLength(1);
    world.clock.advance(91 * DAY);
    expect((await find(ANN)).person).toMatchObject({ mails: [], lists: [{ name: 'readers' }] });
  });

  it('shows 50 mails at most, and says that there are more', async () => {
    const { world, find } = await setUp();
    await join(world);
    for (let n = 0; n < 51; n += 1) {
      await world.create({ name: `Task ${n}` });
      world.clock.advance(1_000);
    }
    await world.settle();
    const { person } = await find(ANN);
    expect(person.mails).toHaveLength(50);
    expect(person.mails[0]).toMatchObject({ taskName: 'Task 50' });
    expect(person.more).toBe(true);
  });
});

describe('GET /v1/emails/{mailId}/content', () => {
  it('shows a mail as it was handed over, but for its link to unsubscribe', async () => {
    const { world, find, request } = await setUp();
    await join(world, { name: 'Ann & Bo' });
    const { templateId } = await createTemplate(world.ports, {
      name: 'letter',
      subject: 'Hello {{ name }}',
      html: '<p>{{ name }}, <a href="{{ unsubscribeUrl }}">no more</a></p>',
      text: null,
    });
    const attachment = { name: 'terms.txt', contentType: 'text/plain', content: Buffer.from('abc') };
    await world.create({ templateId, attachments: [attachment] });
    await world.settle();
    const sent = world.mailer.accepted.at(-1);
    const [mail] = (await find(ANN)).person.mails;
    const { status, json } = await request('GET', `/v1/emails/${mail?.mailId}/content`);
    const sample = `${world.outside.publicUrl}/u/${SAMPLE_TOKEN}`;
    const likeSample = (text: unknown) => String(text).replaceAll(sent?.unsubscribeUrl ?? '', sample);
    expect(status).toBe(200);
    expect(json).toEqual({
      from: 'News <news@x.test>',
      to: ANN,
      replyTo: null,
      subject: 'Hello Ann & Bo',
      html: likeSample(sent?.html),
      text: likeSample(sent?.text),
      headers: [
        { name: 'List-Unsubscribe', value: `<${sample}>` },
        { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
      ],
      attachments: [{ name: 'terms.txt', size: 3 }],
      bytes: expect.any(Number),
    });
    expect(JSON.stringify(json)).not.toContain(sent?.unsubscribeUrl);
  });

  it('shows a date as it was when the mail was handed over', async () => {
    const { world, find, request } = await setUp();
    await join(world);
    await world.create({ subject: "{{ 'now' | date: '%F' }}" });
    await world.settle();
    world.clock.advance(3 * DAY);
    const [mail] = (await find(ANN)).person.mails;
    const { json } = await request('GET', `/v1/emails/${mail?.mailId}/content`);
    expect(json).toMatchObject({ subject: '2027-01-01' });
  });

  it('has none of single mails, whose text is not kept, of strangers, and of what could not be made', async () => {
    const { world, find, request } = await setUp();
    await join(world);
    const single = await request('POST', '/v1/emails', { from: 'a@x.test', to: ANN, subject: 'x', text: 'x' });
    const { mailId } = single.json as { mailId: string };
    await world.create({ subject: 'Hello {{ name }}' });
    await world.settle();
    const failed = (await find(ANN)).person.mails.find(({ outcome }) => outcome === 'failed');
    expect(failed).toMatchObject({ cause: { code: 'missing-variable', variable: 'name' } });
    for (const id of [mailId, 'nothing', failed?.mailId]) {
      expect(await request('GET', `/v1/emails/${id}/content`)).toMatchObject({
        status: 404,
        json: { code: 'not-found' },
      });
    }
  });
});
