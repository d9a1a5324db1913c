import { en } from './en.ts';
import { ja } from './ja.ts';
import { zh } from './zh.ts';

/** Words that only the visual editor needs: they come with it. */
export const WORDS = { en, ja, zh };
