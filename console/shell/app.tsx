import { I18nProvider } from '@cloudscape-design/components/i18n';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { queryClient } from '../api/queries.ts';
import { router } from '../routes.tsx';
import { LanguageContext, LOCALES, type LoadedLanguage, loadLanguage } from '../words/words.tsx';
import { usePreferences } from './preferences.ts';

/** The providers of everything. Another language is shown when it is loaded; until then, the last one stays. */
export function App() {
  const { language } = usePreferences();
  const [loaded, setLoaded] = useState<LoadedLanguage | null>(null);
  useEffect(() => {
    let isWanted = true;
    loadLanguage(language).then(
      (next) => {
        if (!isWanted) return;
        document.documentElement.lang = LOCALES[next.language];
        setLoaded(next);
      },
      // The last one stays, and says so.
      (error: unknown) => console.error(error),
    );
    return () => {
      isWanted = false;
    };
  }, [language]);
  if (loaded === null) return null;
  return (
    <I18nProvider locale={LOCALES[loaded.language]} messages={[loaded.messages]}>
      <LanguageContext value={loaded}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </LanguageContext>
    </I18nProvider>
  );
}
