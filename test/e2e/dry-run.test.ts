import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import type { dryRunAnswer } from '../../lambdas/tasks/views.ts';
import { Product } from '../support/product.ts';
import { historyOf, newCampaign, newList, newTask, readersOf, readTask, taskBody, untilStatus } from './campaign.ts';

type DryRun = z.infer<typeof dryRunAnswer>;

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

describe('a dry run', () => {
  it('says what then happens, behind a campaign that is parked', async () => {
    const campaign = await newCampaign(product, 700);
    const first = await newTask(product, campaign);
    await untilStatus(product, first, 'paused');
    const listId = await newList(product, [...readersOf(2_500, 'second'), { email: 'nameless@readers.test' }]);
    for (const i of [1, 2, 3]) {
      await product.post('/v1/suppressions', { email: `second${i}@readers.test`, reason: 'manual' });
    }
    const body = taskBody({ ...campaign, listId });

    const planned = await product.post<DryRun>('/v1/tasks?dryRun=true', body);

    expect(planned).toMatchObject({
      requested: 2_501,
      skipped: { suppressed: 3 },
      failing: { 'missing-variable': 1 },
      missingVariables: [{ name: 'name', recipients: 1 }],
    });
    expect(planned.days.map((day) => day.planned)).toEqual([800, 1_697]);
    expect((await product.get<{ items: unknown[] }>('/v1/tasks')).items).toHaveLength(1);

    const task = await product.post<{ taskId: string }>('/v1/tasks', body);
    const held = await untilStatus(product, task, 'paused');
    expect(held.finishesOn).toBe(planned.finishesOn);
    await product.advance('P4D');
    const finished = await readTask(product, task);

    expect(finished).toMatchObject({ status: 'finished', counts: { sent: 2_497, skipped: 3, failed: 1 } });
    expect(finished.finishedAt?.slice(0, 10)).toBe(planned.finishesOn);
    // Of the second day the first campaign took 200 before.
    expect(await historyOf(product, campaign.domain)).toEqual([500, 1_000, 1_697]);
    const sizes = await Promise.all(
      (await product.inbox({ taskId: task.taskId }))
        .slice(0, 50)
        .map(async ({ id }) => (await product.rawMail(id)).length),
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual((planned.largestMail ?? 0) + 50);
  });
});
