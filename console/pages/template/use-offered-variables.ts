import { useMemo } from 'react';
import { useFirstReaders, useListOptions } from '../../api/readers.ts';

/** What every mail may say, whatever the list has. */
const OF_EVERY_MAIL = ['email', 'unsubscribeUrl'];

/** Variables to offer: the columns of the chosen list, or of the latest one, and what the template uses already. */
export function useOfferedVariables(listId: string | null, used: readonly string[]): string[] {
  const { data: lists } = useListOptions();
  const { data: readers } = useFirstReaders(listId ?? lists?.[0]?.listId ?? null);
  return useMemo(() => {
    const columns = (readers ?? []).flatMap(({ data }) => Object.keys(data ?? {}));
    return [...new Set([...columns, ...used, ...OF_EVERY_MAIL])];
  }, [readers, used]);
}
