import { useLanguage } from '../words/words.tsx';
import type { EditorWords } from './words/en.ts';
import { WORDS } from './words/index.ts';

export const useEditorWords = (): EditorWords => WORDS[useLanguage().language];
