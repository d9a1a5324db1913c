import { useSyncExternalStore } from 'react';

/** Below this width, in CSS pixels, a table would show one column: lists become cards. */
const narrow = matchMedia('(max-width: 687.98px)');

function subscribe(listener: () => void): () => void {
  narrow.addEventListener('change', listener);
  return () => narrow.removeEventListener('change', listener);
}

export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches);
