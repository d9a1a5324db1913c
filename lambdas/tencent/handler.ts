import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { CallLimit } from '../../core/access/call-limit.ts';
import type { Idempotency } from '../../core/access/idempotency.ts';
import type { LastSeen } from '../../core/access/last-seen.ts';
import { mayActAs, type Role } from '../../core/access/role.ts';
import { keyIdOfSecretId, secretPairOf } from '../../core/access/secret-keys.ts';
import {
  isExpired,
  readSignature,
  type SignatureClaim,
  type SignedRequest,
  type UnreadableSignature,
} from '../../core/access/tencent-signature.ts';
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import { Problem } from '../../core/problems.ts';
import { BYTES_WITH_ATTACHMENTS } from '../http/route.ts';
import { type Action, inputOf } from './action.ts';
import { Refusal, refusalOf } from './errors.ts';
import { nested, type Pairs } from './flat-params.ts';

/** The version of the vendor's API that is answered here. */
const VERSION = '2020-10-02';
const FORM = /^application\/x-www-form-urlencoded(?:;|$)/i;

export interface TencentPorts {
  actions: readonly Action[];
  /** The role of a key of kind `tencent`; null when there is none with this id. */
  roleOf(keyId: string): Promise<Role | null>;
  /** The text from which the secret keys are derived. */
  master(): Promise<string>;
  idempotency: Idempotency;
  callLimit: CallLimit;
  lastSeen: LastSeen;
  /** The machine's own clock: programs sign with real time, wherever the product's clock has travelled. */
  wallClock: Pick<Clock, 'now'>;
  log: Log;
}

export type TencentApi = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** Whether a request at `/` is one for this endpoint. */
export function isTencentCall(event: APIGatewayProxyEventV2): boolean {
  const { headers } = event;
  const authorization = headers.authorization ?? '';
  if (headers['x-tc-action'] !== undefined || authorization.startsWith('TC3-HMAC-SHA256')) return true;
  if (authorization === 'SKIP') return headers['x-tc-version'] !== undefined;
  const names = new Set(parametersOf(event, bodyOf(event)).map(([name]) => name));
  return names.has('Action') && names.has('Signature');
}

/**
 * Answers as the vendor does: always 200, for its Node SDK loses code and message with any other status; and a bare
 * `application/json`, for its Python SDK sees no error where a charset follows.
 */
export const tencentApi =
  (ports: TencentPorts): TencentApi =>
  async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId } = event.requestContext;
    const trace = event.headers['x-tc-traceid'];
    const body = await outcomeOf(ports, event, requestId);
    return {
      statusCode: 200,
      headers: {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        ...(trace !== undefined && /^[\x21-\x7e]{1,128}$/.test(trace) && { 'x-tc-traceid': trace }),
      },
      body: JSON.stringify({ Response: { ...body, RequestId: requestId } }),
    };
  };

async function outcomeOf(
  ports: TencentPorts,
  event: APIGatewayProxyEventV2,
  requestId: string,
): Promise<Record<string, unknown>> {
  try {
    return await answerTo(ports, event, requestId);
  } catch (error) {
    const refusal = error instanceof Problem ? refusalOf(error) : error;
    if (refusal instanceof Refusal) return { Error: { Code: refusal.code, Message: refusal.message } };
    ports.log.error('tencent-call-failed', error, { requestId });
    return { Error: { Code: 'InternalError', Message: `something failed on our side; it is logged as ${requestId}` } };
  }
}

/** The order of the checks is the vendor's. */
async function answerTo(
  ports: TencentPorts,
  event: APIGatewayProxyEventV2,
  requestId: string,
): Promise<Record<string, unknown>> {
  const request = requestIn(event);
  const caller = await callerOf(ports, request);
  const action = actionOf(ports.actions, request);
  if (!mayActAs(caller.role, action.role)) {
    const message = `${action.name} needs the role ${action.role}; the key has ${caller.role}`;
    throw new Refusal('AuthFailure.UnauthorizedOperation', message);
  }
  await ports.callLimit.count(caller.keyId);
  const noted = ports.lastSeen.note(caller.keyId);
  try {
    return await answerOf(ports, request, { ...caller, requestId, action });
  } finally {
    await noted();
  }
}

async function answerOf(
  ports: TencentPorts,
  request: SignedRequest,
  { requestId, action, ...caller }: { keyId: string; requestId: string; action: Action },
): Promise<Record<string, unknown>> {
  const input = inputOf(action, parametersIn(request));
  const trace = request.headers['x-tc-traceid'] ?? '';
  const requestKey = action.isRepeated && trace !== '' ? keyOf(caller.keyId, action.name, trace, input) : null;
  const act = () => action.handle(input, { keyId: caller.keyId, requestId, requestKey });
  if (requestKey === null) return await act();
  return await once(ports.idempotency, { keyId: caller.keyId, name: action.name, requestKey }, act);
}

/** The content is part of it: a trace id that calls share never swallows one of them. */
const keyOf = (...parts: [keyId: string, name: string, trace: string, input: unknown]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** A program that tries again under the same trace id and with the same content gets the first answer. */
async function once(
  idempotency: Idempotency,
  { keyId, name, requestKey }: { keyId: string; name: string; requestKey: string },
  act: () => Promise<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const request = { keyId, path: `tencent ${name}`, key: requestKey, content: null };
  const kept = await idempotency.once(request, async () => ({
    status: 200,
    body: JSON.stringify(await act()),
    location: null,
  }));
  return JSON.parse(kept.body ?? '{}');
}

function requestIn(event: APIGatewayProxyEventV2): SignedRequest {
  const body = bodyOf(event);
  if (body.length > BYTES_WITH_ATTACHMENTS) {
    const message = `the body has ${body.length} bytes; at most ${BYTES_WITH_ATTACHMENTS} are allowed`;
    throw new Refusal('RequestSizeLimitExceeded', message);
  }
  return {
    method: event.requestContext.http.method,
    path: event.rawPath,
    query: event.rawQueryString,
    headers: event.headers,
    body,
    parameters: parametersOf(event, body),
  };
}

/** API Gateway hands forms over in base64. */
const bodyOf = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Buffer =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');

function parametersOf(event: APIGatewayProxyEventV2, body: Buffer): Pairs {
  if (event.requestContext.http.method === 'GET') return [...new URLSearchParams(event.rawQueryString)];
  return FORM.test(event.headers['content-type'] ?? '') ? [...new URLSearchParams(body.toString('utf8'))] : [];
}

const UNREADABLE: Readonly<Record<UnreadableSignature, readonly [code: string, message: string]>> = {
  'no-authorization': [
    'AuthFailure.InvalidAuthorization',
    'a request is signed with TC3-HMAC-SHA256 in the header Authorization, or with HmacSHA1 or HmacSHA256 among its parameters',
  ],
  'temporary-credentials': ['AuthFailure.TokenFailure', 'there are no temporary credentials here: leave out the token'],
  'no-timestamp': ['InvalidParameter', 'Timestamp must be whole seconds since 1970-01-01T00:00:00Z'],
  'repeated-parameter': ['InvalidParameter', 'a parameter is given twice'],
};

async function callerOf(ports: TencentPorts, request: SignedRequest): Promise<{ keyId: string; role: Role }> {
  const claim = readSignature(request);
  if (typeof claim === 'string') throw new Refusal(...UNREADABLE[claim]);
  const now = ports.wallClock.now();
  if (isExpired(claim, now)) {
    const message = `the request was signed more than five minutes from now, which is ${new Date(now).toISOString()}`;
    throw new Refusal('AuthFailure.SignatureExpire', message);
  }
  const keyId = keyIdOfSecretId(claim.secretId);
  const role = keyId === null ? null : await ports.roleOf(keyId);
  if (keyId === null || role === null)
    throw new Refusal('AuthFailure.SecretIdNotFound', 'no key of kind "tencent" has this SecretId');
  await checkSignature(ports, claim, keyId);
  return { keyId, role };
}

async function checkSignature(
  { master }: Pick<TencentPorts, 'master'>,
  claim: SignatureClaim,
  keyId: string,
): Promise<void> {
  if (claim.fits(secretPairOf(await master(), keyId).secretKey)) return;
  const message = 'the signature does not fit the request and the SecretKey of this SecretId';
  throw new Refusal('AuthFailure.SignatureFailure', message);
}

function actionOf(actions: readonly Action[], request: SignedRequest): Action {
  const given = new Map(request.parameters);
  const version = request.headers['x-tc-version'] ?? given.get('Version') ?? '';
  if (version !== VERSION) throw new Refusal('NoSuchVersion', `this endpoint answers version ${VERSION} only`);
  const name = request.headers['x-tc-action'] ?? given.get('Action') ?? '';
  const action = actions.find((known) => known.name === name);
  if (action === undefined)
    throw new Refusal('InvalidAction', `there is no action ${JSON.stringify(name.slice(0, 100))}`);
  return action;
}

function parametersIn(request: SignedRequest): unknown {
  if (request.parameters.length > 0 || request.method === 'GET') return nested(request.parameters);
  if (request.body.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(request.body));
  } catch {
    throw new Refusal('InvalidParameter', 'the body must be JSON in UTF-8');
  }
}
