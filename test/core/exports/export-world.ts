import { addRecipients } from '../../../core/audience/add-recipients.ts';
import { createList } from '../../../core/audience/manage-lists.ts';
import { MINUTE } from '../../../core/clock.ts';
import { type AskedExport, createExport, showExport } from '../../../core/exports/create-export.ts';
import { exportKey } from '../../../core/exports/export.ts';
import { type RunExportPorts, runExport } from '../../../core/exports/run-export.ts';
import { exportPortsIn } from '../../../lambdas/compose/exporter.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { NOW } from '../tasks/task-samples.ts';

type Outside = ReturnType<typeof memoryWorld>;
/** What may be asked beside the kind. */
export type Asked = Pick<AskedExport, 'of'> & Partial<AskedExport>;

const NOTHING: Omit<AskedExport, 'of'> = {
  listId: null,
  taskId: null,
  runId: null,
  outcome: null,
  reason: null,
  from: null,
  to: null,
  domain: null,
};

/** Exports on memory adapters. */
export class ExportWorld {
  readonly outside: Outside;
  listId = '';

  constructor(outside: Outside = memoryWorld(NOW)) {
    this.outside = outside;
  }

  /** With a list of these members. */
  static async of(recipients: { email: string; data?: Record<string, unknown> }[]): Promise<ExportWorld> {
    const world = new ExportWorld();
    world.listId = (await createList(world.outside, { name: 'Readers', description: null })).listId;
    for (let at = 0; at < recipients.length; at += 1_000) {
      await addRecipients(world.outside, world.listId, recipients.slice(at, at + 1_000));
    }
    return world;
  }

  async begin(asked: Asked): Promise<string> {
    return (await createExport(this.outside, { ...NOTHING, ...asked })).exportId;
  }

  async show(exportId: string) {
    return (await showExport(this.outside, exportId)).shown;
  }

  /** One invocation of the exporter, by the first message that is due. False when there was none. */
  async invoke({ minutes = 5, ...ports }: { minutes?: number } & Partial<RunExportPorts> = {}): Promise<boolean> {
    const message = this.outside.exportQueue.take();
    if (!message) return false;
    const { random, clock } = this.outside;
    const invocation = { owner: random.id(), deadline: clock.now() + minutes * MINUTE };
    await runExport(message, invocation, { ...exportPortsIn(this.outside), ...ports });
    return true;
  }

  /** The whole file of an export, once nobody has a message any more. */
  async file(exportId: string, options: Parameters<ExportWorld['invoke']>[0] = {}): Promise<string> {
    while (await this.invoke(options));
    const body = await this.outside.objects.get(exportKey(exportId));
    return body ? Buffer.from(body).toString() : 'no file';
  }
}

/** The lines of a file, as RFC 4180 ends them, without its byte order mark. */
export const linesOf = (file: string): string[] =>
  file
    .replace(/^\ufeff/, '')
    .split('\r\n')
    .slice(0, -1);
