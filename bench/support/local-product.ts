import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ApiClient } from '../../adapters/api/client.ts';
import { campaign, readersFrom } from './campaign.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'local', 'main.ts');
/** As in `npm start`. */
const START_FLAGS = ['--max-semi-space-size=8', '--heap-growing-percent=60'];
const START_MS = 30_000;
const RECIPIENTS_PER_CALL = 20_000;

interface TaskView {
  taskId: string;
  status: string;
  counts: { requested: number; sent: number; failed: number; skipped: number; unknown: number };
}

/** The product as `npm start` runs it, in a process of its own, without the sample, towards a relay. */
export class LocalProduct {
  readonly api: ApiClient;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #directory: string;

  private constructor(child: ChildProcess, directory: string, api: ApiClient) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.#directory = directory;
    this.api = api;
  }

  static async start(options: { smtpPort: number; sendRate: number; nodeFlags?: string[] }): Promise<LocalProduct> {
    const directory = mkdtempSync(join(tmpdir(), 'mailramp-bench-'));
    const { smtpPort, sendRate, nodeFlags = [] } = options;
    const flags = ['--empty', '--data', directory, '--port', '0', '--json'];
    const child = spawn(
      process.execPath,
      [
        ...START_FLAGS,
        ...nodeFlags,
        MAIN,
        ...flags,
        '--smtp',
        `127.0.0.1:${smtpPort}`,
        '--send-rate',
        String(sendRate),
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const giveUpAt = Date.now() + START_MS;
    for (;;) {
      await wait(50);
      try {
        const { apiUrl, apiKey } = JSON.parse(readFileSync(join(directory, 'local.json'), 'utf8'));
        return new LocalProduct(child, directory, new ApiClient(apiUrl, apiKey));
      } catch (error) {
        if (child.exitCode !== null || Date.now() > giveUpAt) throw error;
      }
    }
  }

  /** Domain without a quota or with another one, template, and a list of so many readers: all that a task needs. */
  async prepare(
    readers: number,
    warmUp: object = { plan: 'unlimited' },
  ): Promise<{ templateId: string; listId: string }> {
    await this.api.post('/v1/domains', { domain: campaign.domain, ...warmUp });
    const { templateId } = await this.api.post<{ templateId: string }>('/v1/templates', {
      name: 'bench',
      subject: campaign.subject,
      html: campaign.html,
      text: campaign.text,
    });
    return { templateId, listId: await this.makeList(readers) };
  }

  async makeList(readers: number): Promise<string> {
    const { listId } = await this.api.post<{ listId: string }>('/v1/lists', { name: `bench ${readers}` });
    for (let from = 0; from < readers; from += RECIPIENTS_PER_CALL) {
      const recipients = readersFrom(from, Math.min(RECIPIENTS_PER_CALL, readers - from));
      await this.api.post('/v1/lists/{id}/recipients', { recipients }, { params: { id: listId } });
    }
    return listId;
  }

  createTask(references: { templateId: string; listId: string }): Promise<TaskView> {
    return this.api.post<TaskView>('/v1/tasks', { type: 'immediate', from: campaign.from, ...references });
  }

  /** Polls until every recipient has an outcome; throws when the run stops instead. */
  async untilFinished(taskId: string): Promise<TaskView> {
    for (;;) {
      const task = await this.api.get<TaskView>('/v1/tasks/{id}', { params: { id: taskId } });
      if (task.status === 'finished') return task;
      if (!['waiting', 'preparing', 'sending'].includes(task.status)) {
        throw new Error(`the task is ${task.status}: ${JSON.stringify(task)}`);
      }
      await wait(100);
    }
  }

  /** Ends it as a user does, and removes its data. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null) {
      const ended = new Promise((resolve) => this.#child.once('exit', resolve));
      this.#child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
