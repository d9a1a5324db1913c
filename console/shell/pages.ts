import { useMatches } from '@tanstack/react-router';
import type { Words } from '../words/en.ts';
import { useWords } from '../words/words.tsx';

/** What the shell knows of a page, in the words of the language. */
export interface PageEntry {
  title: string;
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
