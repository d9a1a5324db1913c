import { useMatches } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';
import type { Words } from '../words/en.ts';
import { useWords } from '../words/words.tsx';

/** What the shell knows of a page, in the words of the language. */
export interface PageEntry {
  title: string;
  /** The list that it is one of. */
  parent?: { title: string; href: string };
  /** Shown in the help panel. */
  help: { title: string; text: string } | null;
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    page?: (words: Words) => PageEntry;
  }
}

/** The page that is shown: that of the innermost route that has one. */
export function usePage(): PageEntry {
  const words = useWords();
  const matches = useMatches();
  const page = matches.findLast(({ staticData }) => staticData.page !== undefined)?.staticData.page;
  return page?.(words) ?? { title: words.problems.pageUnknown, help: null };
}

/** What a page calls itself beyond the words of its route: the name of what it shows, and the title of its tab. */
interface PageName {
  name: string;
  tab: string;
}

let current: PageName | null = null;
const listeners = new Set<() => void>();

function name(next: PageName | null): void {
  current = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Names the page by what it shows, while that is known. `tab`: what its tab says, if that is more. */
export function useNamePage(shown: string | undefined, tab = shown): void {
  useEffect(() => {
    if (shown !== undefined) name({ name: shown, tab: tab ?? shown });
    return () => name(null);
  }, [shown, tab]);
}

export const usePageName = (): PageName | null => useSyncExternalStore(subscribe, () => current);
