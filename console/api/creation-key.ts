import { useRef } from 'react';
import { ApiProblem } from '../../adapters/api/problem.ts';

/**
 * The Idempotency-Key of a form that creates: the same until the API has answered, so that a call whose answer was
 * lost makes nothing twice. `answered` is for `onSettled` of its mutation.
 */
export function useCreationKey(): { current(): string; answered(data: unknown, error: Error | null): void } {
  const key = useRef(crypto.randomUUID());
  return {
    current: () => key.current,
    answered: (_data, error) => {
      // After a fault of the server, or none of its answers, nobody knows what was made.
      const isAnswered = error === null || (error instanceof ApiProblem && error.status < 500);
      if (isAnswered) key.current = crypto.randomUUID();
    },
  };
}
