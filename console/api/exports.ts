import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from '../../adapters/api/problem.ts';
import type { Export, ExportWish, NewExport } from './answers.ts';
import { api } from './client.ts';
import { ownOrigin } from './imports.ts';

const STORED = 'mailramp-exports';
/** Exports that are remembered; the oldest is forgotten first. */
const MOST = 20;
const MOVING_MS = 1_000;

type Begun = [wish: string, exportId: string][];

/** The exports that were begun in this browser, which keeps them until somebody signs out. */
function begun(): Begun {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(stored) ? stored.filter((pair) => Array.isArray(pair) && pair.length === 2) : [];
  } catch {
    return [];
  }
}

function keep(all: Begun): void {
  try {
    localStorage.setItem(STORED, JSON.stringify(all.slice(-MOST)));
  } catch {
    // A browser that forbids the storage forgets an export when its page is left.
  }
}

const without = (wish: string): Begun => begun().filter(([known]) => known !== wish);

export function dropExports(): void {
  try {
    localStorage.removeItem(STORED);
  } catch {
    // Where the storage is forbidden, nothing was kept.
  }
}

const readExport = (id: string, signal?: AbortSignal): Promise<Export> =>
  api((client) => client.get<Export>('/v1/exports/{id}', { params: { id }, ...(signal && { signal }) }));

const isMoving = (status: Export['status'] | undefined): boolean => status !== 'finished' && status !== 'failed';

/** The latest export of something by this browser, live until it is over, also for who comes back to the page. */
export function useExport(wish: ExportWish) {
  const name = JSON.stringify(wish);
  const [made, setMade] = useState<Begun>(begun);
  const exportId = made.find(([known]) => known === name)?.[1];
  const change = (all: Begun): void => {
    keep(all);
    setMade(all);
  };
  const creation = useMutation({
    mutationFn: (idempotencyKey: string) =>
      api((client) => client.post<NewExport>('/v1/exports', wish, { idempotencyKey })),
    onSuccess: (answer) => change([...without(name), [name, answer.exportId]]),
  });
  const found = useQuery({
    queryKey: ['exports', exportId],
    queryFn: ({ signal }) => readExport(exportId ?? '', signal),
    enabled: exportId !== undefined,
    refetchInterval: ({ state: { data, error } }) => (error === null && isMoving(data?.status) ? MOVING_MS : false),
    refetchIntervalInBackground: false,
  });
  // The file of one that is no longer known is gone, too.
  const isGone = found.error instanceof ApiProblem && found.error.status === 404;
  return {
    shown: exportId === undefined || isGone ? undefined : found.data,
    isBeginning: creation.isPending || (exportId !== undefined && found.isPending),
    begin: creation.mutate,
    forget: () => change(without(name)),
  };
}

/** Lets the browser store the file of an export; the address of a file that is asked for now works for an hour. */
export async function downloadExport(exportId: string): Promise<void> {
  const { url } = await readExport(exportId);
  if (url !== null) location.assign(ownOrigin(url));
}
