import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { arnOf, type LocalScheduler, parseAt, type Schedule, type ScheduleRequest } from './scheduler.ts';

const MAX_BODY_BYTES = 256 * 1024;
const NAME = /^[0-9a-zA-Z\-_.]{1,64}$/;

type ErrorType = 'ConflictException' | 'ResourceNotFoundException' | 'ValidationException';
const STATUS: Record<ErrorType, number> = {
  ConflictException: 409,
  ResourceNotFoundException: 404,
  ValidationException: 400,
};

class ApiError extends Error {
  readonly type: ErrorType;

  constructor(type: ErrorType, message: string) {
    super(message);
    this.type = type;
  }
}

export interface SchedulerApi {
  endpoint: string;
  close(): Promise<void>;
}

/** Serves a scheduler over the REST API of EventBridge Scheduler, as far as one-time schedules need it. */
export async function serveScheduler(scheduler: LocalScheduler, groups: readonly string[]): Promise<SchedulerApi> {
  const server = createServer((request, response) => {
    answer(scheduler, groups, request).then(
      (body) => reply(response, 200, body),
      (error: unknown) => replyError(response, error),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => close(server),
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function replyError(response: ServerResponse, error: unknown): void {
  const type = error instanceof ApiError ? error.type : 'InternalServerException';
  response.setHeader('x-amzn-errortype', type);
  reply(response, error instanceof ApiError ? STATUS[error.type] : 500, { Message: (error as Error).message });
}

async function answer(scheduler: LocalScheduler, groups: readonly string[], request: IncomingMessage) {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [collection, rawName, ...rest] = url.pathname.slice(1).split('/');
  if (collection !== 'schedules' || rest.length > 0) throw new ApiError('ValidationException', 'Unknown operation.');
  const known = (group: string): string => {
    if (groups.includes(group)) return group;
    throw new ApiError('ResourceNotFoundException', `Schedule group ${group} does not exist.`);
  };
  if (rawName === undefined) {
    const group = url.searchParams.get('ScheduleGroup');
    return { Schedules: scheduler.list(group === null ? undefined : known(group)).map(summaryOf) };
  }
  const name = decodeURIComponent(rawName);
  if (!NAME.test(name)) throw new ApiError('ValidationException', `Invalid schedule name ${name}.`);
  if (request.method === 'POST' || request.method === 'PUT') {
    const body = validated(await readBody(request));
    const group = known(body.GroupName ?? 'default');
    const existing = scheduler.get(group, name);
    if (request.method === 'PUT' && existing === undefined) throw notFound(name);
    if (request.method === 'POST' && existing !== undefined) {
      // With the same token, the SDK repeats a call whose answer was lost.
      if (body.ClientToken !== undefined && existing.request.ClientToken === body.ClientToken) {
        return { ScheduleArn: arnOf(existing) };
      }
      throw new ApiError('ConflictException', `Schedule ${name} already exists.`);
    }
    return { ScheduleArn: arnOf(scheduler.put(group, name, body)) };
  }
  const group = known(url.searchParams.get('groupName') ?? 'default');
  if (request.method === 'DELETE') {
    if (!scheduler.remove(group, name)) throw notFound(name);
    return {};
  }
  const schedule = scheduler.get(group, name);
  if (schedule === undefined) throw notFound(name);
  return detailOf(schedule);
}

const notFound = (name: string): ApiError =>
  new ApiError('ResourceNotFoundException', `Schedule ${name} does not exist.`);

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new ApiError('ValidationException', 'The request is too large.');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new ApiError('ValidationException', 'The request is not JSON.');
  }
}

function validated(body: unknown): ScheduleRequest {
  const request = body as Partial<ScheduleRequest> | null;
  if (typeof request?.ScheduleExpression !== 'string' || typeof request.Target?.Arn !== 'string') {
    throw new ApiError('ValidationException', 'ScheduleExpression and Target.Arn are required.');
  }
  if (typeof request.Target.RoleArn !== 'string' || request.FlexibleTimeWindow === undefined) {
    throw new ApiError('ValidationException', 'Target.RoleArn and FlexibleTimeWindow are required.');
  }
  try {
    parseAt(request.ScheduleExpression, request.ScheduleExpressionTimezone);
  } catch (error) {
    throw new ApiError('ValidationException', (error as Error).message);
  }
  return request as ScheduleRequest;
}

const seconds = (at: number): number => at / 1_000;

const summaryOf = (schedule: Schedule) => ({
  Arn: arnOf(schedule),
  Name: schedule.name,
  GroupName: schedule.group,
  State: schedule.request.State ?? 'ENABLED',
  CreationDate: seconds(schedule.createdAt),
  LastModificationDate: seconds(schedule.updatedAt),
  Target: { Arn: schedule.request.Target.Arn },
});

const detailOf = (schedule: Schedule) => {
  const { ClientToken: _, ...request } = schedule.request;
  return { ...request, ...summaryOf(schedule), Target: schedule.request.Target };
};
