import { useState } from 'react';
import { keepAddresses } from '../../api/last-addresses.ts';
import { useProblem } from '../../api/problems.ts';
import { useTestSend } from '../../api/test-sends.ts';
import { MOST_TEST_ADDRESSES, withAddresses } from '../../logic/test-addresses.ts';
import { useWords } from '../../words/words.tsx';
import { useFormats } from '../formats.ts';
import { EMPTY, type TestForm, testOf } from './test-form.ts';

/** The form of a test, what is wrong with it, and what became of the last one. `begin`: what is known of it. */
export function useTest(begin: Partial<TestForm>) {
  const [form, setForm] = useState<TestForm>({ ...EMPTY, ...begin });
  const [isTried, setTried] = useState(false);
  const [tooMany, setTooMany] = useState<number | null>(null);
  const { mutate, data: results, error, isPending, reset } = useTestSend();
  const change = (changed: Partial<TestForm>): void => {
    setForm((before) => ({ ...before, ...changed }));
    // What was said of the form as it was is no longer true of it.
    if (error !== null) reset();
  };
  /** All of a text or none; a text that is refused stays in the field. */
  const add = (text: string): readonly string[] | null => {
    const to = withAddresses(form.to, text);
    const isRefused = to.length > MOST_TEST_ADDRESSES;
    setTooMany(isRefused ? to.length : null);
    change(isRefused ? { typed: to.slice(form.to.length).join(', ') } : { to, typed: '' });
    return isRefused ? null : to;
  };
  const send = (): void => {
    setTried(true);
    const to = add(form.typed);
    if (to === null || to.length === 0 || isWithoutTemplate(form) || form.from.trim() === '') return;
    mutate(testOf({ ...form, to }), { onSuccess: () => keepAddresses(to) });
  };
  return {
    form,
    results,
    isPending,
    error,
    errors: useErrors(form, { isTried, tooMany, error }),
    change,
    type: (typed: string) => {
      setTooMany(null);
      change({ typed });
    },
    add: (text: string) => void add(text),
    remove: (address: string) => {
      setTooMany(null);
      change({ to: form.to.filter((other) => other !== address) });
    },
    send,
  };
}

const isWithoutTemplate = ({ templateId, content }: TestForm): boolean => content === undefined && templateId === '';

interface Tried {
  isTried: boolean;
  /** How many addresses it would have been. */
  tooMany: number | null;
  error: Error | null;
}

/** What is wrong, by field. */
function useErrors(form: TestForm, { isTried, tooMany, error }: Tried) {
  const words = useWords().sendTest;
  const { count } = useFormats();
  const { errorAt } = useProblem(error);
  const missing = (isMissing: boolean, text: string) => (isTried && isMissing ? text : undefined);
  const wrong = form.to.flatMap((address, n) => (errorAt(`/to/${n}`) === undefined ? [] : [words.noAddress(address)]));
  return {
    templateId: missing(isWithoutTemplate(form), words.chooseTemplate) ?? errorAt('/templateId'),
    from: missing(form.from.trim() === '', words.giveSender) ?? errorAt('/from'),
    subject: errorAt('/subject'),
    to:
      (tooMany === null ? undefined : words.tooMany(count(tooMany), count(MOST_TEST_ADDRESSES))) ??
      (wrong.length > 0 ? wrong.join(' ') : undefined) ??
      missing(form.to.length === 0, words.giveAddress) ??
      errorAt('/to'),
  };
}

/** Where the form shows what the API says, as JSON Pointers. */
export const fieldsOf = ({ to }: TestForm): string[] => [
  '/templateId',
  '/from',
  '/subject',
  '/to',
  ...to.map((_, n) => `/to/${n}`),
];
