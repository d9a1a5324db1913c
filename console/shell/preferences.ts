import { applyDensity, applyMode, Density, Mode } from '@cloudscape-design/global-styles';
import { useSyncExternalStore } from 'react';
import { firstLanguage, type Language } from '../words/words.tsx';

/** How this browser shows the console; kept in it, and nowhere else. */
export interface Preferences {
  language: Language;
  mode: 'light' | 'dark' | 'system';
  density: 'comfortable' | 'compact';
}

const STORED = 'mailramp-preferences';
const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

let preferences = read();

function read(): Preferences {
  const stored = readStored();
  return {
    language: firstLanguage(stored.language ?? null, navigator.languages),
    mode: stored.mode ?? 'system',
    density: stored.density ?? 'comfortable',
  };
}

/** A browser may forbid the storage, or somebody have written nonsense into it. */
function readStored(): Partial<Preferences> {
  try {
    return (JSON.parse(localStorage.getItem(STORED) ?? '{}') ?? {}) as Partial<Preferences>;
  } catch {
    return {};
  }
}

export function setPreferences(change: Partial<Preferences>): void {
  preferences = { ...preferences, ...change };
  try {
    localStorage.setItem(STORED, JSON.stringify(preferences));
  } catch {
    // They hold until the page is closed.
  }
  applyLook();
  for (const listener of listeners) listener();
}

/** Shows mode and density, now and when the system's mode changes. */
export function followLook(): void {
  applyLook();
  prefersDark.addEventListener('change', applyLook);
}

function applyLook(): void {
  const { mode, density } = preferences;
  applyMode(mode === 'dark' || (mode === 'system' && prefersDark.matches) ? Mode.Dark : Mode.Light);
  applyDensity(density === 'compact' ? Density.Compact : Density.Comfortable);
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, () => preferences);
