import type { Task } from '../api/answers.ts';

export const STATUSES = [
  'waiting',
  'preparing',
  'sending',
  'paused',
  'error',
  'finished',
  'cancelled',
] as const satisfies Task['status'][];
export const TYPES = ['immediate', 'timed', 'recurring'] as const satisfies Task['type'][];

/** What a list of tasks may be filtered by, as the URL and the API have it. */
export interface TaskFilter {
  /** One or several, separated by commas. */
  status?: string | undefined;
  type?: Task['type'] | undefined;
  domain?: string | undefined;
  listId?: string | undefined;
  templateId?: string | undefined;
  /** In name or subject. */
  q?: string | undefined;
}

/** One filter as it is shown; without a property, words to be found. */
export interface FilterToken {
  propertyKey?: string;
  operator: string;
  value: unknown;
}

/** The API finds words of two letters and more. */
const MIN_WORDS = 2;

export function tokensOf({ status, q, ...others }: TaskFilter): FilterToken[] {
  const single = Object.entries(others).flatMap(([propertyKey, value]) =>
    value === undefined ? [] : [{ propertyKey, operator: '=', value }],
  );
  return [
    ...(status === undefined ? [] : [{ propertyKey: 'status', operator: '=', value: status.split(',') }]),
    ...single,
    ...(q === undefined ? [] : [{ operator: ':', value: q }]),
  ];
}

/** Of a property that was chosen twice, the last value counts; of the status, all. */
export function filterOf(tokens: readonly FilterToken[]): TaskFilter {
  const last = (key: string | undefined): string | undefined => {
    const value = tokens.findLast(({ propertyKey }) => propertyKey === key)?.value;
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const statuses = tokens.filter(({ propertyKey }) => propertyKey === 'status').flatMap(({ value }) => value);
  const known = STATUSES.filter((status) => statuses.includes(status));
  const q = last(undefined)?.trim();
  return {
    status: known.length === 0 ? undefined : known.join(','),
    type: TYPES.find((type) => type === last('type')),
    domain: last('domain'),
    listId: last('listId'),
    templateId: last('templateId'),
    q: q !== undefined && q.length >= MIN_WORDS ? q : undefined,
  };
}

export const isFiltered = (filter: TaskFilter): boolean => Object.values(filter).some((value) => value !== undefined);
