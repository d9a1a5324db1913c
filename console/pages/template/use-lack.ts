import { useFields } from '../../api/lists.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

/** How many of the chosen list lack a variable, by a sample of them, in words; undefined where nobody does. */
export function useLack(listId: string | null): (name: string) => string | undefined {
  const words = useWords().template;
  const { count } = useFormats();
  const { data } = useFields(listId);
  return (name) => {
    if (data === undefined || data.sampled === 0) return undefined;
    const filled = data.fields.find((field) => field.name === name)?.filled ?? 0;
    const lacking = Math.round((1 - filled) * data.sampled);
    return lacking === 0 || name === 'email' ? undefined : words.lack(count(lacking), count(data.sampled));
  };
}
