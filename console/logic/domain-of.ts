/** The sending domain of a sender: `Ann <ann@news.example.com>` or the address alone. */
export const domainOf = (from: string): string => /@([^@>\s]+)>?\s*$/.exec(from)?.[1] ?? from;
