import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { UsageError } from './usage-error.ts';

/** Where to look for a product; each may be left out. */
export interface Where {
  url?: string;
  key?: string;
  /** Directory of a product on this machine. @default .mailramp */
  data?: string;
  /** What `cdk deploy --outputs-file` wrote. @default cdk-outputs.json */
  outputs?: string;
}

type Environment = Record<string, string | undefined>;

/** A product that was found, and where it was found. */
export interface Endpoint {
  url: { value: string; from: string };
  key: { from: string; read(): Promise<string> };
  /** What the stack says of itself; empty for one that is no stack. */
  outputs: Record<string, string>;
}

const DATA = '.mailramp';
const OUTPUTS = 'cdk-outputs.json';
const HOST_REGION = /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com/;

/**
 * The URL and the key: of the flags, else the environment, else of a product that runs on this machine, else of a
 * stack. A flag that names a place excludes the other sources. Throws `UsageError`.
 */
export function findEndpoint(where: Where, environment: Environment): Endpoint {
  const place = findPlace(where);
  const url = given('--url', where.url) ?? given('MAILRAMP_URL', environment.MAILRAMP_URL) ?? place?.url;
  const key = given('--key', where.key) ?? given('MAILRAMP_API_KEY', environment.MAILRAMP_API_KEY);
  if (!url) {
    throw new UsageError(
      `no product found: start one with npm start, deploy one with npx cdk deploy --outputs-file ${OUTPUTS}, or give --url and --key`,
    );
  }
  if (!URL.canParse(url.value)) throw new UsageError(`${url.from} must be a URL, but is '${url.value}'`);
  // The key of a place is for its own URL only: it is not to be sent to another.
  const ownKey = url === place?.url ? place.key : undefined;
  const readKey = key ? { from: key.from, read: async () => key.value } : ownKey;
  if (!readKey) throw new UsageError(`no key for ${url.value}: give --key or set MAILRAMP_API_KEY`);
  return {
    url: { value: url.value.replace(/\/+$/, ''), from: url.from },
    key: readKey,
    outputs: url === place?.url ? place.outputs : {},
  };
}

const given = (from: string, value: string | undefined) =>
  value === undefined || value === '' ? undefined : { value, from };

type Place = Endpoint;

function findPlace({ data, outputs }: Where): Place | null {
  if (data !== undefined && outputs !== undefined) throw new UsageError('give either --data or --outputs, not both');
  if (data !== undefined) return localPlace(data) ?? refuse(`no product runs on ${data}`);
  if (outputs !== undefined) {
    if (!existsSync(outputs)) refuse(`there is no file ${outputs}: npx cdk deploy --outputs-file ${outputs} writes it`);
    return stackPlace(outputs) ?? refuse(`${outputs} names no stack of mailramp`);
  }
  return localPlace(DATA) ?? stackPlace(OUTPUTS);
}

function refuse(message: string): never {
  throw new UsageError(message);
}

function localPlace(directory: string): Place | null {
  const path = join(directory, 'local.json');
  const info = readJson<{ apiUrl: string; apiKey: string }>(path);
  if (info === null) return null;
  return {
    url: { value: info.apiUrl, from: path },
    key: { from: path, read: async () => info.apiKey },
    outputs: {},
  };
}

function stackPlace(path: string): Place | null {
  const stacks = Object.entries(readJson<Record<string, Record<string, string>>>(path) ?? {});
  const found = stacks.filter(([, outputs]) => outputs.ApiUrl !== undefined && outputs.ApiKeySecret !== undefined);
  const [name, outputs] = found[0] ?? [];
  if (name === undefined || outputs === undefined) return null;
  if (found.length > 1) refuse(`${path} names ${found.length} stacks; keep one per file, or give --url and --key`);
  const { ApiUrl = '', ApiKeySecret = '' } = outputs;
  return {
    url: { value: ApiUrl, from: `${path}, stack ${name}` },
    key: { from: `the secret ${ApiKeySecret}`, read: () => readSecret(ApiKeySecret, HOST_REGION.exec(ApiUrl)?.[1]) },
    outputs,
  };
}

/** With the credentials of the shell, in the stack's Region where its address names one. */
async function readSecret(name: string, region: string | undefined): Promise<string> {
  const client = new SecretsManagerClient(region === undefined ? {} : { region });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name })).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `the key is in the secret ${name}, which cannot be read: ${reason}. Log in to AWS (aws sso login), name a profile in AWS_PROFILE, or give --key`,
    );
  });
  if (SecretString === undefined) throw new Error(`the secret ${name} has no text`);
  return SecretString;
}

function readJson<Content>(path: string): Content | null {
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Content;
  } catch {
    return refuse(`${path} is not JSON`);
  }
}
