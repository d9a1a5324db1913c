import { filterOf, isFiltered, STATUSES, TYPES, tokensOf } from '../../console/logic/task-filter.ts';
import { TASK_STATUSES } from '../../core/tasks/status.ts';
import { TASK_TYPES } from '../../core/tasks/task.ts';

const NOTHING = {
  status: undefined,
  type: undefined,
  domain: undefined,
  listId: undefined,
  templateId: undefined,
  q: undefined,
};

it('offers every status and type', () => {
  expect([...STATUSES].sort()).toEqual([...TASK_STATUSES].sort());
  expect([...TYPES].sort()).toEqual([...TASK_TYPES].sort());
});

it('keeps a filter on its way through the tokens', () => {
  const filter = { ...NOTHING, status: 'paused,error', type: 'timed' as const, domain: 'a.test', q: 'news' };
  expect(filterOf(tokensOf(filter))).toEqual(filter);
  expect(filterOf(tokensOf({}))).toEqual(NOTHING);
});

it('takes all statuses, and of other properties the last', () => {
  const tokens = [
    { propertyKey: 'status', operator: '=', value: ['sending', 'paused'] },
    { propertyKey: 'status', operator: '=', value: 'nonsense' },
    { propertyKey: 'listId', operator: '=', value: '1' },
    { propertyKey: 'listId', operator: '=', value: '2' },
  ];
  expect(filterOf(tokens)).toEqual({ ...NOTHING, status: 'sending,paused', listId: '2' });
});

it('leaves out words that are too short to be found', () => {
  expect(filterOf([{ operator: ':', value: ' a ' }])).toEqual(NOTHING);
});

it('knows whether anything is filtered', () => {
  expect(isFiltered(NOTHING)).toBe(false);
  expect(isFiltered({ q: 'news' })).toBe(true);
});
