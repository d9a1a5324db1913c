import type { z } from 'zod';
import { HOUR, iso } from '../../../core/clock.ts';
import { taskRoutesIn } from '../../../lambdas/compose/tasks.ts';
import type { World } from '../../../lambdas/compose/world.ts';
import type { taskAnswer } from '../../../lambdas/tasks/views.ts';
import { NOW } from '../../core/tasks/task-samples.ts';
import { TaskWorld } from '../../core/tasks/task-world.ts';
import { callerOf } from '../http/requests.ts';

export type TaskJson = z.infer<typeof taskAnswer>;
export type Json = Record<string, unknown>;
export interface ProblemJson {
  code: string;
  errors: { path: string; message: string }[];
}

/** The calls about tasks, on a world with so many readers; `changes`: what the calls alone see of it. */
export const setUp = async (members = 3, changes: Partial<World> = {}) => {
  const world = await TaskWorld.of(members);
  const request = callerOf(world.outside, taskRoutesIn({ ...world.outside, ...changes }));
  const call = async <Answer>(
    method: string,
    path: string,
    body?: unknown,
    query?: string,
    headers?: Record<string, string>,
  ) => {
    const { json, ...rest } = await request(method, path, body, query, headers);
    return { ...rest, json: json as Answer };
  };
  const body = (changes: Json = {}): Json => ({
    type: 'immediate',
    from: 'News <news@x.test>',
    templateId: world.templateId,
    listId: world.listId,
    ...changes,
  });
  const post = (changes: Json = {}) => call<TaskJson>('POST', '/v1/tasks', body(changes));
  const refuse = async (changes: Json) => {
    const { status, json } = await call<ProblemJson>('POST', '/v1/tasks', body(changes));
    return [status, json.code, json.errors[0]?.path];
  };
  return { world, call, body, post, refuse };
};

export const later = { type: 'timed', startAt: iso(NOW + 3 * HOUR) };
export const daily = { type: 'recurring', startAt: iso(NOW + HOUR), intervalHours: 24 };
