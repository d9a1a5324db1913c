import { fromHttp } from '@aws-sdk/credential-provider-http';
import { SystemClock } from './system-clock.ts';

/**
 * Replaces the SDK's own chain, and that of the functions, in the bundle of the container (lib/submission.ts): a task
 * of ECS asks its platform for the credentials of its role, which change every few hours.
 */
type Credentials = Awaited<ReturnType<ReturnType<typeof fromHttp>>>;

/** They are asked for anew so long before they end. */
const EARLY_MS = 5 * 60 * 1_000;

const clock = new SystemClock();
let known: Promise<Credentials> | undefined;

async function current(): Promise<Credentials> {
  const kept = await known?.catch(() => undefined);
  const until = kept?.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
  if (kept !== undefined && until - EARLY_MS > clock.now()) return kept;
  known = fromHttp()();
  return await known;
}

export const fromEnv = () => current;
export const defaultProvider = () => current;
