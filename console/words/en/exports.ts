import { pluralOf } from '../shape.ts';

const plural = pluralOf('en');

/** Writing something into a file. */
export const exports = {
  begin: 'Export CSV',
  begun: 'The export begins',
  rowsSoFar: (rows: string) => `${rows} rows exported so far`,
  download: (n: number) => plural(n, { one: 'Download # row', other: 'Download # rows' }),
  forget: 'Put this export away',
  errors: {
    'list-missing': 'The list was deleted meanwhile.',
    'run-missing': 'The run was deleted meanwhile.',
    'too-many-rows': 'A file has at most 5,000,000 rows. Narrow it down.',
    'too-many-domains': 'There are too many domains. Choose one.',
    stuck: 'The export came to no end. Begin it again.',
  },
};
