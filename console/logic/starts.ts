/** What a new template may begin with: a design of blocks, or HTML of the user's own. */
export const STARTS = ['letter', 'newsletter', 'announcement', 'blank', 'html'] as const;
export type Start = (typeof STARTS)[number];
