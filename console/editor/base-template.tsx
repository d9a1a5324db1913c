import { Body, Head, Html } from 'react-email';
import { DARK_SHEET, isDefaultLook, type Look, NARROW_SHEET, themeOf } from './theme.ts';

interface BaseTemplateProps {
  lang: string;
  preheader: string;
  look: Look;
  children: React.ReactNode;
}

const HIDDEN = {
  display: 'none',
  overflow: 'hidden',
  lineHeight: '1px',
  opacity: 0,
  maxHeight: 0,
  maxWidth: 0,
} as const;

/** What stands around the blocks of every mail. */
export const BaseTemplate = ({ lang, preheader, look, children }: BaseTemplateProps) => {
  const isDarkToo = isDefaultLook(look);
  return (
    <Html lang={lang}>
      <Head>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={isDarkToo ? 'light dark' : 'light'} />
        <meta name="format-detection" content="telephone=no,address=no,email=no,date=no,url=no" />
        <style>{isDarkToo ? NARROW_SHEET + DARK_SHEET : NARROW_SHEET}</style>
      </Head>
      <Body className="page" lang={lang} style={themeOf(look, lang).body}>
        {preheader !== '' && <div style={HIDDEN}>{preheader}</div>}
        {children}
      </Body>
    </Html>
  );
};
