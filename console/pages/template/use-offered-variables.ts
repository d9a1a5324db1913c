import { useMemo } from 'react';
import { useNamedOptions } from '../../api/named-options.ts';
import { useFirstReaders } from '../../api/readers.ts';

/** What every mail may say, whatever the list has. */
const OF_EVERY_MAIL = ['email', 'unsubscribeUrl'];

/** Variables to offer: the columns of the chosen list, or of the latest one, and what the template uses already. */
export function useOfferedVariables(listId: string | null, used: readonly string[]): string[] {
  const { options: lists } = useNamedOptions('lists', '');
  const { data: readers } = useFirstReaders(listId ?? lists?.[0]?.value ?? null);
  return useMemo(() => {
    const columns = (readers ?? []).flatMap(({ data }) => Object.keys(data ?? {}));
    return [...new Set([...columns, ...used, ...OF_EVERY_MAIL])];
  }, [readers, used]);
}
