import { readList } from '../audience/list-store.ts';
import { readTemplateRow } from '../content/template-store.ts';
import type { Tables } from '../tables.ts';

/** The names of lists and templates for one request: each is read once. */
export class ReferenceNames {
  readonly #tables: Tables;
  readonly #names = new Map<string, Promise<string | null>>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Null for what is gone. */
  async of({ listId, templateId }: { listId: string; templateId: string }) {
    const [listName, templateName] = await Promise.all([
      this.#once(`list ${listId}`, async () => (await readList(this.#tables, listId))?.name),
      this.#once(`template ${templateId}`, async () => (await readTemplateRow(this.#tables, templateId))?.name),
    ]);
    return { listName, templateName };
  }

  #once(key: string, read: () => Promise<string | undefined>): Promise<string | null> {
    const name = this.#names.get(key) ?? read().then((found) => found ?? null);
    this.#names.set(key, name);
    return name;
  }
}
