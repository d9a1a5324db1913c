/** How many entries a page of a list may have. */
export const PAGE_LIMIT = { default: 50, min: 1, max: 100 } as const;
