import { useInfiniteQuery, useQueries } from '@tanstack/react-query';
import type { ListDetails, Page, Template } from './answers.ts';
import { api } from './client.ts';

/** What is chosen by its name. */
export type NamedKind = 'lists' | 'templates';

/** One of many, as pickers offer it. */
export interface NamedOption {
  value: string;
  label: string;
  /** Of a list: its recipients. */
  count?: number;
  /** Of a template: null without one. */
  subject?: string | null;
}

interface Row {
  listId?: string;
  templateId?: string;
  name: string;
  count?: number;
  subject?: string | null;
}

const A_PAGE = 50;
/** The API looks for two letters or more; a shorter text looks for nothing. */
const SHORTEST = 2;
/** A page of matches may be empty before the end: so many are read before the picker shows something. */
const PAGES_AT_ONCE = 5;

const optionOf = ({ listId, templateId, name, count, subject }: Row): NamedOption => ({
  value: listId ?? templateId ?? '',
  label: name,
  ...(count !== undefined && { count }),
  ...(subject !== undefined && { subject }),
});

/** Those whose names have a text, newest first, a page at a time; the server looks for them. */
export function useNamedOptions(kind: NamedKind, text: string) {
  const q = text.trim();
  const found = useInfiniteQuery({
    queryKey: [kind, 'options', q.length < SHORTEST ? '' : q],
    queryFn: async ({ pageParam, signal }): Promise<Page<NamedOption>> => {
      let cursor = pageParam;
      for (let page = 1; ; page += 1) {
        const query = { limit: A_PAGE, ...(cursor !== null && { cursor }), ...(q.length >= SHORTEST && { q }) };
        const { items, nextCursor } = await api((client) => client.get<Page<Row>>(`/v1/${kind}`, { query, signal }));
        if (items.length > 0 || nextCursor === null || page === PAGES_AT_ONCE)
          return { items: items.map(optionOf), nextCursor };
        cursor = nextCursor;
      }
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 10_000,
  });
  return { ...found, options: found.data?.pages.flatMap(({ items }) => items) };
}

/** Those that were chosen, which may be older than those on offer; what is not known yet is left out. */
export function useChosen(kind: NamedKind, ids: readonly string[]): NamedOption[] {
  const found = useQueries({
    queries: ids.map((id) => ({
      queryKey: [kind, 'chosen', id],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        kind === 'lists'
          ? api((client) => client.get<ListDetails>('/v1/lists/{id}', { params: { id }, signal }))
          : api((client) => client.get<Template>('/v1/templates/{id}', { params: { id }, signal })),
      staleTime: 10_000,
    })),
  });
  return found.flatMap(({ data }) => (data === undefined ? [] : [optionOf(data)]));
}
