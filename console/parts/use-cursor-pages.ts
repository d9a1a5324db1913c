import type { PaginationProps } from '@cloudscape-design/components/pagination';
import { useState } from 'react';

type Cursor = string | undefined;

export interface CursorPages {
  /** The cursor of the page in the URL; undefined for the first. */
  cursor: Cursor;
  /** That of the page after it; null at the end, undefined while it is not known. */
  next: string | null | undefined;
  /** What is listed; another filter begins at its first page. */
  filter: string;
  go(cursor: Cursor): void;
}

/**
 * Pages of a list that the API hands out by cursors: it knows the next page alone, so that the way back is remembered
 * here. A page that was opened by its URL has only the first before it.
 */
export function useCursorPages({ cursor, next, filter, go }: CursorPages): PaginationProps {
  const [visited, setVisited] = useState<{ filter: string; cursors: Cursor[] }>({ filter, cursors: [undefined] });
  const before = visited.filter === filter ? visited.cursors : [undefined];
  const cursors = before.includes(cursor) ? before : [undefined, cursor];
  const at = cursors.indexOf(cursor);
  const isLast = at === cursors.length - 1;
  const hasNew = isLast && typeof next === 'string';
  return {
    currentPageIndex: at + 1,
    pagesCount: cursors.length + (hasNew ? 1 : 0),
    openEnd: !isLast || hasNew,
    onChange: ({ detail: { currentPageIndex } }) => {
      const wanted = currentPageIndex > cursors.length ? (next ?? undefined) : cursors[currentPageIndex - 1];
      setVisited({ filter, cursors: cursors.includes(wanted) ? cursors : [...cursors, wanted] });
      go(wanted);
    },
  };
}
