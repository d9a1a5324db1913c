import { useFields } from '../../api/lists.ts';
import type { Lack } from '../../logic/template-problems.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

/** How many of the chosen list lack a variable, by a sample of them: in numbers, and in words where somebody does. */
export function useLack(listId: string | null) {
  const words = useWords().template;
  const { count } = useFormats();
  const { data } = useFields(listId);
  const numberOf = (name: string): Lack | null => {
    if (data === undefined || data.sampled === 0) return null;
    const [column] = name.split('.');
    const filled = data.fields.find((field) => field.name === column)?.filled ?? 0;
    const lacking = column === 'email' ? 0 : Math.round((1 - filled) * data.sampled);
    return { count: lacking, of: data.sampled };
  };
  const wordsOf = (name: string): string | undefined => {
    const lack = numberOf(name);
    return lack === null || lack.count === 0 ? undefined : words.lack(count(lack.count), count(lack.of));
  };
  return { numberOf, wordsOf };
}
