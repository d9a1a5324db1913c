import { everyListOf, type ListChoice } from '../audience/list-choice.ts';
import { MAX_LIST_MEMBERS } from '../audience/list-store.ts';
import { invalidField } from '../problems.ts';
import type { References, TaskPorts } from './ports.ts';
import type { TaskType } from './task.ts';
import type { ListsInput } from './task-input.ts';

/** The lists that a new task names. Throws a `Problem` unless it names them in one way, and each list once. */
export function listsIn({ listId, listIds, excludeListIds = [] }: ListsInput): ListChoice {
  if (listId !== undefined && listIds !== undefined)
    throw invalidField('/listIds', 'is not allowed together with listId', 'not-allowed', { with: 'listId' });
  const mailed = listIds ?? (listId === undefined ? [] : [listId]);
  if (mailed.length === 0) throw invalidField('/listId', 'is required, or listIds', 'required', { or: 'listIds' });
  for (const [path, ids] of Object.entries({ '/listIds': mailed, '/excludeListIds': excludeListIds })) {
    const again = ids.findIndex((id, i) => ids.indexOf(id) < i);
    if (again >= 0) throw invalidField(`${path}/${again}`, 'is given twice', 'repeated', { listId: ids[again] ?? '' });
  }
  const both = excludeListIds.findIndex((id) => mailed.includes(id));
  if (both >= 0)
    throw invalidField(`/excludeListIds/${both}`, 'is one of the lists that the task mails', 'not-allowed', {
      with: 'listIds',
      listId: excludeListIds[both] ?? '',
    });
  return { listIds: mailed, excludeListIds };
}

/** The lists after an edit; undefined when it names none. What it does not name stays. */
export function listsAfter(edit: ListsInput, { listIds, excludeListIds }: ListChoice): ListChoice | undefined {
  if ([edit.listId, edit.listIds, edit.excludeListIds].every((given) => given === undefined)) return undefined;
  const stays = edit.listId === undefined && edit.listIds === undefined ? { listIds } : {};
  return listsIn({ excludeListIds, ...edit, ...stays });
}

/**
 * The lists of a task exist and are not too large; an immediate task needs a member, or an import in progress. Throws a
 * `Problem` that names the field.
 */
export async function checkLists(
  { listIds, excludeListIds }: ListChoice,
  { listId, type }: Pick<ListsInput, 'listId'> & { type: TaskType },
  { references, clock }: Pick<TaskPorts, 'references' | 'clock'>,
): Promise<void> {
  const pathOf = (i: number): string => (listId === undefined ? `/listIds/${i}` : '/listId');
  const members = await countEach(listIds, pathOf, references);
  const leftOut = await countEach(excludeListIds, (i) => `/excludeListIds/${i}`, references);
  for (const [path, count] of Object.entries({ '/listIds': members, '/excludeListIds': leftOut })) {
    if (count > MAX_LIST_MEMBERS)
      throw invalidField(
        path,
        tooManyIn(count),
        'too-big',
        { max: MAX_LIST_MEMBERS, unit: 'members', count },
        'too-many-recipients',
      );
  }
  if (type !== 'immediate' || members > 0) return;
  if (await isAnyImporting(listIds, clock.now(), references)) return;
  if (listIds.length === 1)
    throw invalidField(pathOf(0), 'the list is empty', 'not-ready', { listId: listIds[0] ?? '' }, 'list-empty');
  throw invalidField('/listIds', 'the lists are empty', 'not-ready', { listIds }, 'list-empty');
}

const tooManyIn = (count: number): string =>
  `the lists have ${count} members together, and may have at most ${MAX_LIST_MEMBERS}`;

async function countEach(
  listIds: string[],
  pathOf: (i: number) => string,
  references: Pick<References, 'list'>,
): Promise<number> {
  const lists = await Promise.all(listIds.map((id) => references.list(id)));
  return lists.reduce((sum, list, i) => {
    if (!list) throw invalidField(pathOf(i), `there is no list ${listIds[i]}`, 'no-such', { listId: listIds[i] ?? '' });
    return sum + list.count;
  }, 0);
}

/** Whether an import fills one of the lists. */
export async function isAnyImporting(
  listIds: string[],
  now: number,
  references: Pick<References, 'isImporting'>,
): Promise<boolean> {
  const answers = await Promise.all(listIds.map((listId) => references.isImporting(listId, now)));
  return answers.includes(true);
}

/** What a freeze would find: too many members in the lists of a role would take it longer than it may. */
export async function stateOfLists(
  lists: ListChoice,
  references: Pick<References, 'list'>,
): Promise<{ count: number; error: 'list-missing' | 'too-many-recipients' | null }> {
  const found = await Promise.all(everyListOf(lists).map((listId) => references.list(listId)));
  const sumOf = (some: typeof found): number => some.reduce((sum, list) => sum + (list?.count ?? 0), 0);
  const count = sumOf(found.slice(0, lists.listIds.length));
  const leftOut = sumOf(found.slice(lists.listIds.length));
  if (found.includes(undefined)) return { count, error: 'list-missing' };
  return { count, error: Math.max(count, leftOut) > MAX_LIST_MEMBERS ? 'too-many-recipients' : null };
}

/** Members of the lists that a task mails; who is in several of them counts for each. */
export async function membersIn({ listIds }: ListChoice, references: Pick<References, 'list'>): Promise<number> {
  return (await stateOfLists({ listIds, excludeListIds: [] }, references)).count;
}
