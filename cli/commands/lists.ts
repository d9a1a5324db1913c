import type { List, Member } from '../answers.ts';
import { allItems, listIdOf } from '../lookup.ts';
import type { Session } from '../session.ts';
import { facts, table } from '../table.ts';
import { count, minute, plain } from '../text.ts';

const NAME_MAX = 40;
/** Recipients that are shown of a list. */
const MEMBERS_SHOWN = 10;

/** All lists, newest first. */
export async function showLists(session: Session): Promise<void> {
  const api = await session.api();
  const lists = await allItems<List>(api, '/v1/lists');
  const lines = table<List>(
    lists,
    [
      { title: 'ID', of: ({ listId }) => listId },
      { title: 'NAME', of: ({ name }) => name, most: NAME_MAX },
      { title: 'RECIPIENTS', of: (list) => count(list.count), align: 'right' },
      { title: 'CREATED', of: ({ createdAt }) => minute(createdAt) },
    ],
    session,
  );
  session.show(lists.length === 0 ? ['No lists: fill one with npx mailramp import NAME FILE.'] : lines, lists);
}

/** One list, with some of its recipients. */
export async function showList(session: Session, said: string): Promise<void> {
  const api = await session.api();
  const params = { id: await listIdOf(api, said) };
  const list = await api.get<List>('/v1/lists/{id}', { params });
  const { items } = await api.get<{ items: Member[] }>('/v1/lists/{id}/recipients', {
    params,
    query: { limit: MEMBERS_SHOWN },
  });
  const lines = facts([
    ['list', list.listId],
    ['name', list.name],
    ['about', list.description],
    ['recipients', count(list.count)],
    ['created', minute(list.createdAt)],
  ]);
  const columns = [
    { title: 'EMAIL', of: ({ email }: Member) => email, most: NAME_MAX },
    { title: 'DATA', of: ({ data }: Member) => (data === null ? '' : JSON.stringify(data)) },
  ];
  const more = list.count > items.length ? [`and ${count(list.count - items.length)} more`] : [];
  const members = items.length === 0 ? [] : ['', ...table(items, columns, session), ...more];
  session.show([...lines, ...members], [{ ...list, recipients: items }]);
}

/** A new, empty list. */
export async function createList(session: Session, name: string): Promise<void> {
  const api = await session.api();
  const list = await api.post<List>('/v1/lists', { name });
  session.show([`new list ${list.listId}: ${plain(list.name)}`], [list]);
}

/** Gives a list another name. */
export async function renameList(session: Session, said: string, name: string): Promise<void> {
  const api = await session.api();
  const list = await api.patch<List>('/v1/lists/{id}', { name }, { params: { id: await listIdOf(api, said) } });
  session.show([`list ${list.listId}: ${plain(list.name)}`], [list]);
}

/** Deletes a list, after a question. Answers the exit code. */
export async function deleteList(session: Session, said: string, options: { yes?: boolean }): Promise<number> {
  const api = await session.api();
  const params = { id: await listIdOf(api, said) };
  const list = await api.get<List>('/v1/lists/{id}', { params });
  if (!(await session.confirmed(`Delete the list ${plain(list.name)} with ${count(list.count)} recipients?`, options)))
    return 0;
  await api.delete('/v1/lists/{id}', { params });
  session.show([`${plain(list.name)} is deleted`], [{ deleted: list.listId }]);
  return 0;
}
