import { StreamingCsvReader } from '../../../../adapters/csv/reader.ts';
import { ManualClock } from '../../../../adapters/memory/clock.ts';
import { MemoryObjects } from '../../../../adapters/memory/objects.ts';
import { MemoryQueue } from '../../../../adapters/memory/queue.ts';
import { SeededRandom } from '../../../../adapters/memory/random.ts';
import { MemoryTables } from '../../../../adapters/memory/tables.ts';
import { createImport, showImport } from '../../../../core/audience/import/create-import.ts';
import { type GivenForm, NOTHING_GIVEN, uploadKey } from '../../../../core/audience/import/import.ts';
import { type RunImportPorts, runImport } from '../../../../core/audience/import/run-import.ts';
import { createList } from '../../../../core/audience/manage-lists.ts';
import { membersPage } from '../../../../core/audience/members.ts';
import { MINUTE } from '../../../../core/clock.ts';
import type { ImportMessage } from '../../../../core/queue.ts';
import { START } from '../audience-ports.ts';

/** Imports on memory adapters. */
export class ImportWorld {
  readonly clock = new ManualClock(START, { movesOnSleep: true });
  readonly tables = new MemoryTables(this.clock);
  readonly objects = new MemoryObjects();
  readonly random = new SeededRandom('imports');
  readonly importQueue = new MemoryQueue<ImportMessage>(this.clock);
  readonly woken: string[] = [];
  readonly links = {
    upload: async (key: string) => `https://bucket.test/${key}?put`,
    download: async (key: string) => `https://bucket.test/${key}?get`,
  };
  listId = '';

  static async make(): Promise<ImportWorld> {
    const world = new ImportWorld();
    world.listId = (await createList(world, { name: 'Readers', description: null })).listId;
    return world;
  }

  get ports(): RunImportPorts {
    return {
      ...this,
      tables: this.tables,
      log: { info: () => {}, warn: () => {}, error: () => {} },
      csv: new StreamingCsvReader(),
      wakeRuns: async (listId) => {
        this.woken.push(listId);
      },
    };
  }

  /** An import whose file is uploaded. */
  async upload(content: string | Uint8Array, given: Partial<GivenForm> = {}): Promise<string> {
    const importId = await this.prepare(given);
    await this.objects.put(uploadKey(this.listId, importId), Buffer.from(content));
    return importId;
  }

  async prepare(given: Partial<GivenForm> = {}): Promise<string> {
    return (await createImport(this, this.listId, { ...NOTHING_GIVEN, ...given })).made.importId;
  }

  /** One invocation of the importer. */
  async invoke(importId: string, { minutes = 5, ...ports }: { minutes?: number } & Partial<RunImportPorts> = {}) {
    const invocation = { owner: this.random.id(), deadline: this.clock.now() + minutes * MINUTE };
    await runImport({ v: 1, listId: this.listId, importId }, invocation, { ...this.ports, ...ports });
  }

  async show(importId: string) {
    return (await showImport(this, this.listId, importId)).shown;
  }

  /** Imports a file whole, and answers what became of it. */
  async import(content: string | Uint8Array) {
    const importId = await this.upload(content);
    await this.invoke(importId);
    const { status, error, rows, added, repeated, invalid } = await this.show(importId);
    return { status, error, rows, added, repeated, invalid };
  }

  /** The members' data by their addresses. */
  async members(): Promise<Record<string, unknown>> {
    const members: Record<string, unknown> = {};
    let after = null;
    do {
      const page: Awaited<ReturnType<typeof membersPage>> = await membersPage(this.tables, this.listId, {
        limit: 100,
        after,
      });
      for (const { email, data } of page.members) members[email] = data;
      after = page.next;
    } while (after);
    return members;
  }

  /** The file of bad rows, if there is one. */
  async badRows(importId: string): Promise<string | undefined> {
    const body = await this.objects.get(`import-errors/${this.listId}/${importId}.csv`);
    return body && Buffer.from(body).toString();
  }
}
