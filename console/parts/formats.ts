import { useMemo } from 'react';
import { type Formats, formatsOf } from '../logic/formats.ts';
import { LOCALES, useLanguage } from '../words/words.tsx';

/** Numbers and times in the language of the page. */
export function useFormats(): Formats {
  const { language } = useLanguage();
  return useMemo(() => formatsOf(LOCALES[language]), [language]);
}
