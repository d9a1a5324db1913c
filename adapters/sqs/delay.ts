import { MAX_DELAY_SECONDS } from '../../core/queue.ts';

/** Whole seconds, rounded up so that nothing comes early. @throws when the delay is not 0 to 900. */
export function checkDelay(seconds: number): number {
  if (!(seconds >= 0 && seconds <= MAX_DELAY_SECONDS)) {
    throw new Error(`a delay must be 0 to ${MAX_DELAY_SECONDS} seconds, got ${seconds}`);
  }
  return Math.ceil(seconds);
}
