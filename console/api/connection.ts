import { onlineManager } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { answeredAt, isPassing, queryClient } from './queries.ts';

const subscribeOnline = (listener: () => void): (() => void) => onlineManager.subscribe(listener);

/** Whether the browser has a network. Nothing is read without one. */
export const useOnline = (): boolean => useSyncExternalStore(subscribeOnline, () => onlineManager.isOnline());

const cache = queryClient.getQueryCache();
const subscribeCache = (listener: () => void): (() => void) => cache.subscribe(listener);

/** Of what the page shows, and could not be read again: it stands there as it was. */
const stale = () =>
  cache.findAll({ type: 'active' }).filter(({ state }) => state.data !== undefined && isFailing(state.error));

const isFailing = (error: Error | null): boolean => error !== null && isPassing(error);

/** Why what the page shows is out of date; null while it is not. */
export const useStaleness = (): Error | null =>
  useSyncExternalStore(subscribeCache, () => stale()[0]?.state.error ?? null);

export const readStaleAgain = (): void => {
  for (const query of stale()) void query.fetch().catch(() => undefined);
};

/** When the product answered last, by its own clock, as ISO 8601. */
export const lastAnswer = (): string => new Date(answeredAt()).toISOString();
