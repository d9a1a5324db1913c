import { useEffect, useState } from 'react';
import { ApiProblem } from '../../adapters/api/problem.ts';
import { faultText, isAt, problemText, restOf } from '../logic/problem-text.ts';
import { useFormats } from '../parts/formats.ts';
import type { Words } from '../words/en.ts';
import { useWords } from '../words/words.tsx';
import { productNow } from './product-clock.ts';

/** What a form or page shows of the error of a call. */
export interface ShownProblem {
  /** For the whole, in a sentence; undefined without an error. */
  text: string | undefined;
  /** The fault of one field, by the JSON Pointer of the request's body: `errorAt('/listId')`. */
  errorAt(pointer: string): string | undefined;
  /** The faults of all other fields. */
  restBut(pointers: readonly string[]): string[];
}

/** The words of an error, and for a refused pace the seconds that are left to wait. */
export function useProblem(error: Error | null): ShownProblem {
  const words = useWords();
  const formats = useFormats();
  const tell = useProblemText();
  const seconds = useSecondsLeft(error);
  if (error === null) return { text: undefined, errorAt: () => undefined, restBut: () => [] };
  const text = tell(error);
  if (!(error instanceof ApiProblem)) return { text, errorAt: () => undefined, restBut: () => [] };
  return {
    text: seconds === 0 ? text : words.sentences(text, words.problems.secondsLeft(formats.count(seconds))),
    errorAt: (pointer) => {
      const fault = error.errors.find((one) => isAt(one, pointer));
      return fault && faultText(fault, words, formats);
    },
    restBut: (pointers) => restOf(error, pointers, words, formats),
  };
}

/** Tells any error in a sentence. */
export function useProblemText(): (error: Error) => string {
  const words = useWords();
  const formats = useFormats();
  return (error) => {
    if (!(error instanceof ApiProblem)) return words.problems.unreachable;
    const text = withRequest(problemText(error, words, formats), error, words);
    if (error.resumesAt === null) return text;
    return words.sentences(text, words.problems.goesOn(formats.near(error.resumesAt, productNow())));
  };
}

/** A fault of the server's own is found in its log by this number. */
function withRequest(text: string, { status, requestId }: ApiProblem, words: Words): string {
  return status < 500 || requestId === null ? text : words.sentences(text, words.problems.request(requestId));
}

/** How long the caller of a call that came too soon has still to wait. */
function useSecondsLeft(error: Error | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const wait = error instanceof ApiProblem && error.code === 'rate-limited' ? (error.retryAfter ?? 0) : 0;
    const until = performance.now() + wait * 1_000;
    setLeft(wait);
    if (wait === 0) return;
    const timer = setInterval(() => {
      const seconds = Math.max(0, Math.ceil((until - performance.now()) / 1_000));
      setLeft(seconds);
      if (seconds === 0) clearInterval(timer);
    }, 1_000);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}

/** What a form says above its buttons: nothing where each fault stands at its field. `fields`: their pointers. */
export function useFormProblem(error: Error | null, fields: readonly string[]): string | undefined {
  const { text, errorAt, restBut } = useProblem(error);
  const rest = restBut(fields);
  if (rest.length > 0) return rest.join(' ');
  return fields.some((field) => errorAt(field) !== undefined) ? undefined : text;
}
