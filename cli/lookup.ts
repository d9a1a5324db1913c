import type { ApiClient } from '../adapters/api/client.ts';
import { PAGE_LIMIT } from '../core/page-limit.ts';
import type { List, TemplateSummary } from './answers.ts';
import { UsageError } from './usage-error.ts';

type Path = Parameters<ApiClient['get']>[0];

interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** Characters of a name that the API searches for; other names are looked for here. */
const SEARCH_FROM = 2;
const SEARCH_UP_TO = 100;

/** An id of the API; anything else that the caller says in its place is a name or a file. */
export const isId = (text: string): boolean => /^\d{1,16}$/.test(text);

/** Every item of a list of the API, page by page, newest first. */
export async function* everyItem<Item>(
  api: ApiClient,
  path: Path,
  { params = {}, query = {} }: { params?: Record<string, string>; query?: Record<string, string> } = {},
): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const page: Page<Item> = await api.get(path, { params, query: { ...query, limit: PAGE_LIMIT.max, cursor } });
    yield* page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** All of them at once: for lists that people make, not for recipients. */
export async function allItems<Item>(api: ApiClient, path: Path): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of everyItem<Item>(api, path)) items.push(item);
  return items;
}

/** The lists of a name, newest first. */
export async function listsNamed(api: ApiClient, name: string): Promise<List[]> {
  const found: List[] = [];
  const wanted = name.trim();
  const query: Record<string, string> =
    wanted.length < SEARCH_FROM || wanted.length > SEARCH_UP_TO ? {} : { q: wanted };
  for await (const list of everyItem<List>(api, '/v1/lists', { query })) if (list.name === wanted) found.push(list);
  return found;
}

/** The id of a list that the caller named by its id or its name. Throws `UsageError`. */
export async function listIdOf(api: ApiClient, said: string): Promise<string> {
  if (isId(said)) return said;
  const ids = (await listsNamed(api, said)).map(({ listId }) => listId);
  return onlyOne(ids, 'list', said);
}

/** The id of a template that the caller named by its id or its name. Throws `UsageError`. */
export async function templateIdOf(api: ApiClient, said: string): Promise<string> {
  if (isId(said)) return said;
  const ids: string[] = [];
  for await (const { templateId, name } of everyItem<TemplateSummary>(api, '/v1/templates')) {
    if (name === said.trim()) ids.push(templateId);
  }
  return onlyOne(ids, 'template', said);
}

/** Throws `UsageError` unless there is exactly one. */
export function onlyOne(ids: string[], what: 'list' | 'template', said: string): string {
  const [id] = ids;
  if (id === undefined) throw new UsageError(`there is no ${what} ${said}: npx mailramp ${what}s shows all`);
  if (ids.length > 1) {
    throw new UsageError(`there are ${ids.length} ${what}s named ${said}, so give an id: ${ids.join(', ')}`);
  }
  return id;
}
