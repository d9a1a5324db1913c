import type { z } from 'zod';
import { createIdempotency } from '../../../core/access/idempotency.ts';
import { HOUR, iso } from '../../../core/clock.ts';
import { createApi } from '../../../lambdas/http/api.ts';
import { taskRoutes } from '../../../lambdas/tasks/routes.ts';
import type { taskAnswer } from '../../../lambdas/tasks/views.ts';
import { NOW } from '../../core/tasks/task-samples.ts';
import { TaskWorld } from '../../core/tasks/task-world.ts';
import { eventOf, read } from '../http/requests.ts';

export type TaskJson = z.infer<typeof taskAnswer>;
export type Json = Record<string, unknown>;
export interface ProblemJson {
  code: string;
  errors: { path: string; message: string }[];
}

/** The calls about tasks, on a world with so many readers. */
export const setUp = async (members = 3) => {
  const world = await TaskWorld.of(members);
  const { clock, tables, random, ports } = world;
  const api = createApi({
    routes: taskRoutes(ports),
    access: { authenticate: async () => ({ keyId: '1', role: 'sender' }) },
    idempotency: createIdempotency({ tables, clock, random, log: ports.log }),
    clock,
    log: ports.log,
  });
  const call = async <Answer>(
    method: string,
    path: string,
    body?: unknown,
    query = '',
    headers: Record<string, string> = {},
  ) => {
    const { json, ...rest } = read(await api(eventOf({ method, path, query, body, headers })));
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
