import { isImporting } from '../audience/import/import-store.ts';
import { countMembers, readList } from '../audience/list-store.ts';
import { readTemplate } from '../content/template-store.ts';
import { readSender } from '../domains/sender-store.ts';
import type { Objects } from '../objects.ts';
import type { Tables } from '../tables.ts';
import { readDomain } from '../warm-up/domain-store.ts';
import type { References } from './ports.ts';

/** The references of tasks, read from the tables. */
export const createReferences = (tables: Tables, objects: Objects): References => ({
  domain: (domain) => readDomain(tables, domain),
  template: (templateId) => readTemplate({ tables, objects }, templateId),
  sender: (address) => readSender(tables, address),
  isImporting: (listId, now) => isImporting({ tables, objects }, listId, now),
  async list(listId) {
    const list = await readList(tables, listId);
    return list && { count: await countMembers(tables, listId) };
  },
});
