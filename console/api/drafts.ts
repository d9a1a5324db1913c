import type { TemplateContent } from './templates.ts';

/** What was typed and not saved, on this device: a closed tab or a lost server costs nothing of it. */
export interface Draft {
  content: TemplateContent;
  /** That of the template when the work on it began; null for one that is not stored yet. */
  revision: string | null;
  /** ISO 8601, by this device's clock. */
  at: string;
}

const DATABASE = 'mailramp-drafts';
const STORE = 'templates';
const KEPT_MS = 30 * 24 * 60 * 60 * 1_000;

/** Where the blocks of a template are kept that is edited as code by now. */
export const blocksKey = (key: string): string => `${key}/blocks`;

/** Who is signed in, and which template; null for one that is not stored yet. */
export const draftKey = (keyId: string, templateId: string | null): string => `${keyId}/${templateId ?? 'new'}`;

export const readDraft = async (key: string): Promise<Draft | null> => {
  const draft = await inStore<Draft | undefined>('readonly', (store) => store.get(key));
  if (draft === undefined || Date.parse(draft.at) <= Date.now() - KEPT_MS) return null;
  // Drafts from before there were designs have none.
  return { ...draft, content: { ...draft.content, design: draft.content.design ?? null } };
};

export const keepDraft = (key: string, draft: Draft): Promise<unknown> =>
  inStore('readwrite', (store) => store.put(draft, key));

export const dropDraft = (key: string): Promise<unknown> => inStore('readwrite', (store) => store.delete(key));

/** For the end of a session: what was typed is for its writer alone. */
export const dropDrafts = (): Promise<unknown> => inStore('readwrite', (store) => store.clear());

async function inStore<Answer>(
  mode: IDBTransactionMode,
  use: (store: IDBObjectStore) => IDBRequest<Answer>,
): Promise<Answer> {
  const database = await open();
  return await settled(use(database.transaction(STORE, mode).objectStore(STORE)));
}

let opened: Promise<IDBDatabase> | null = null;

/** Opened once and kept: a page that is being closed has no time left to open it. */
function open(): Promise<IDBDatabase> {
  if (opened !== null) return opened;
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  opened = settled(request);
  opened.catch(() => {
    opened = null;
  });
  return opened;
}

const settled = <Answer>(request: IDBRequest<Answer>): Promise<Answer> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
