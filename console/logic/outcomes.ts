import type { RunRecipient } from '../api/answers.ts';

/** What may become of a recipient. */
export const OUTCOMES = ['sent', 'failed', 'skipped', 'unknown'] as const satisfies RunRecipient['outcome'][];
