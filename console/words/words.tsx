import type { I18nProviderProps } from '@cloudscape-design/components/i18n';
import { createContext, use } from 'react';
import { loadChunk } from '../api/version.ts';
import type { Words } from './en.ts';

export const LANGUAGES = ['en', 'ja', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** As `lang` attributes, `Intl` and Cloudscape name the languages. */
export const LOCALES: Record<Language, string> = { en: 'en', ja: 'ja', zh: 'zh-CN' };
/** Each language in its own words, which no other language translates. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', ja: '日本語', zh: '中文' };

export interface LoadedLanguage {
  language: Language;
  words: Words;
  messages: I18nProviderProps.Messages;
}

/** Loads one language: our words, and Cloudscape's own texts. */
export async function loadLanguage(language: Language): Promise<LoadedLanguage> {
  return { language, ...(await loadChunk(LOADERS[language])).default };
}

/** One script each. */
const LOADERS = {
  en: () => import('../languages/en.ts'),
  ja: () => import('../languages/ja.ts'),
  zh: () => import('../languages/zh.ts'),
};

/** The language to begin with: the one chosen before, else the first of the browser's that the console has. */
export function firstLanguage(stored: string | null, browser: readonly string[]): Language {
  const wanted = [stored ?? '', ...browser].map((tag) => tag.slice(0, 2).toLowerCase());
  return LANGUAGES.find((language) => language === wanted.find((tag) => LANGUAGES.some((l) => l === tag))) ?? 'en';
}

export const LanguageContext = createContext<LoadedLanguage | null>(null);

export function useLanguage(): LoadedLanguage {
  const loaded = use(LanguageContext);
  if (loaded === null) throw new Error('words are used outside of their provider');
  return loaded;
}

/** The words of one page or part. */
export type WordsOf<Name extends keyof Words> = Words[Name];

export const useWords = (): Words => useLanguage().words;
