import { useRef } from 'react';
import { Unreachable } from '../../adapters/api/problem.ts';

/**
 * The Idempotency-Key of a form that creates: the same until the API has answered, so that a call whose answer was
 * lost makes nothing twice. `answered` is for `onSettled` of its mutation.
 */
export function useCreationKey(): { current(): string; answered(data: unknown, error: Error | null): void } {
  const key = useRef(crypto.randomUUID());
  return {
    current: () => key.current,
    answered: (_data, error) => {
      if (!(error instanceof Unreachable)) key.current = crypto.randomUUID();
    },
  };
}
