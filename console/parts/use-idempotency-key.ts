import { useState } from 'react';
import { ApiProblem } from '../../adapters/api/problem.ts';

/**
 * The `Idempotency-Key` of what a form creates. `renew` after an answer of the API, as `onSettled` of the mutation: the
 * next attempt is another. Without an answer it stays, and the repetition creates nothing twice.
 */
export function useIdempotencyKey(): { current: string; renew(answer: unknown, error: Error | null): void } {
  const [current, setCurrent] = useState(() => crypto.randomUUID());
  return {
    current,
    renew: (_, error) => {
      if (error === null || (error instanceof ApiProblem && error.status < 500)) setCurrent(crypto.randomUUID());
    },
  };
}
