import type { CssJs } from '@react-email/editor/plugins';
import { getMergedCssJs } from '@react-email/editor/plugins';

/** The colors of a whole mail, as `#rrggbb`. */
export interface Look {
  background: string;
  paper: string;
  ink: string;
  link: string;
  button: string;
  buttonText: string;
}

export const DEFAULT_LOOK: Look = {
  background: '#f2f3f3',
  paper: '#ffffff',
  ink: '#16191f',
  link: '#0b57d0',
  button: '#0b57d0',
  buttonText: '#ffffff',
};

/** A mail that was given no colors follows readers into the dark; chosen colors are kept. */
export const isDefaultLook = (look: Look): boolean =>
  Object.entries(DEFAULT_LOOK).every(([name, color]) => look[name as keyof Look] === color);

export const lookOf = (stored: unknown): Look => {
  const colors = typeof stored === 'object' && stored !== null ? Object.entries(stored) : [];
  const right = colors.filter(([name, color]) => name in DEFAULT_LOOK && /^#[\da-f]{6}$/i.test(String(color)));
  return { ...DEFAULT_LOOK, ...Object.fromEntries(right) };
};

/** Fonts that readers have; those of Chinese and Japanese draw the same letters differently. */
const FONTS: Record<string, string> = {
  ja: "'Hiragino Sans', 'Yu Gothic', Meiryo, 'Noto Sans JP', sans-serif",
  zh: "'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', sans-serif",
  'zh-hant': "'PingFang TC', 'Microsoft JhengHei', 'Noto Sans TC', sans-serif",
  ko: "'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', sans-serif",
  en: "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif",
};

const BASE = getMergedCssJs('basic', undefined);

/** The style of each kind of block. Mail programs read it inline. */
export function themeOf(look: Look, lang: string): CssJs {
  const fontFamily = FONTS[lang.toLowerCase()] ?? FONTS[lang.split('-')[0] ?? ''] ?? FONTS.en;
  return {
    ...BASE,
    body: {
      ...BASE.body,
      margin: '0',
      padding: '24px 12px',
      backgroundColor: look.background,
      fontFamily,
      fontSize: '16px',
      lineHeight: '1.6',
    },
    container: {
      maxWidth: '600px',
      width: '100%',
      backgroundColor: look.paper,
      color: look.ink,
      padding: '20px 28px 28px',
      boxSizing: 'border-box',
    },
    h1: { ...BASE.h1, fontSize: '26px', lineHeight: '1.3', paddingTop: '12px', paddingBottom: '4px' },
    h2: { ...BASE.h2, fontSize: '20px', lineHeight: '1.35', paddingTop: '12px', paddingBottom: '4px' },
    h3: { ...BASE.h3, fontSize: '17px', lineHeight: '1.4', paddingTop: '8px', paddingBottom: '4px' },
    paragraph: { ...BASE.paragraph, paddingTop: '8px', paddingBottom: '8px' },
    blockquote: { ...BASE.blockquote, color: 'inherit', fontSize: '1em', fontFamily: 'inherit', margin: '8px 0' },
    link: { color: look.link, textDecoration: 'underline' },
    hr: { border: 'none', borderTop: '1px solid #b6bec9', margin: '16px 0', width: '100%' },
    button: {
      ...BASE.button,
      marginTop: '8px',
      marginBottom: '8px',
      fontSize: '16px',
      fontWeight: 600,
      paddingTop: '12px',
      paddingRight: '24px',
      paddingBottom: '12px',
      paddingLeft: '24px',
      borderRadius: '6px',
      backgroundColor: look.button,
      color: look.buttonText,
    },
    section: { padding: '4px 16px', border: '1px solid #b6bec9', borderRadius: '6px', boxSizing: 'border-box' },
    image: { maxWidth: '100%', height: 'auto', display: 'block' },
  } as CssJs;
}

/** Mail programs that are dark show these, since they stand in the sheet and not inline. */
export const DARK_SHEET = `@media (prefers-color-scheme:dark){.page,.page>table>tbody>tr>td{background-color:#16191f!important}.mail{background-color:#232b37!important;color:#e9ebed!important}.mail a:not(.button){color:#a8c7fa!important}}`;

/** Columns stand one below the other on phones. */
export const NARROW_SHEET = `@media (max-width:480px){.column{display:block!important;width:100%!important;padding:0!important;box-sizing:border-box}.mail>tbody>tr>td{padding-left:16px!important;padding-right:16px!important}}`;

/** The same styles for the blocks in the editor, as a sheet. */
export const sheetOf = (theme: CssJs): string =>
  Object.entries(theme)
    .filter(([name]) => name !== 'reset')
    .map(([name, styles]) => `${selectorsOf(name).join(',')}{${declarations({ ...resetOf(theme, name), ...styles })}}`)
    .join('\n');

/** Blocks whose margins and paddings begin at nothing, as in the mail. */
const RESET = new Set(['h1', 'h2', 'h3', 'list', 'listItem', 'listParagraph', 'nestedList', 'paragraph']);

const resetOf = (theme: CssJs, name: string): object => (RESET.has(name) ? (theme.reset ?? {}) : {});

function selectorsOf(name: string): string[] {
  const within = (...selectors: string[]): string[] => selectors.map((selector) => `.mail-editor .tiptap ${selector}`);
  switch (name) {
    case 'body':
      return ['.mail-editor .tiptap'];
    case 'list':
      return within('.node-bulletList', '.node-orderedList');
    case 'nestedList':
      return within('.node-list .node-list');
    case 'listParagraph':
      return within('.node-listItem > .node-paragraph');
    default:
      return within(`.node-${name}`);
  }
}

const declarations = (styles: object): string =>
  Object.entries(styles)
    .map(([name, value]) => `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${value}`)
    .join(';');
