import type { ApiClient } from '../../adapters/api/client.ts';
import { ApiProblem } from '../../adapters/api/problem.ts';
import { MAX_RECIPIENTS_PER_CALL } from '../../core/audience/add-recipients.ts';
import { PAGE_LIMIT } from '../../core/page-limit.ts';
import type { Account, List, NewTask, Task } from '../answers.ts';
import type { Progress } from '../progress.ts';
import type { Session } from '../session.ts';

const LOOK_MS = 1_000;
/** Recipients of one call: as many as it takes; fewer on one machine, where only a processor would be measured. */
const CALL = { aws: MAX_RECIPIENTS_PER_CALL, local: 2_000 };
/** A server that is overloaded is asked again so often. */
const REPEATS = 5;

export interface TrialOptions {
  /** An address that SES has verified, or a mailbox of one's own. */
  to: string | null;
  /** Rows of the import. */
  rows: number;
  /** How long a run at the full rate lasts. */
  minutes: number;
}

/** How a call went that was repeated while the server was overloaded. */
export interface Repeated<Answer> {
  answer: Answer;
  milliseconds: number;
  repeats: number;
}

/** The product that is being checked, and everything that the checks leave in it. */
export class Trial {
  readonly session: Session;
  readonly api: ApiClient;
  readonly progress: Progress;
  readonly options: TrialOptions;
  readonly account: Account;
  /** Whether it is the product on one machine: its speed is the machine's, and judges nothing. */
  readonly isLocal: boolean;
  /** The domain that sends; null without one that is verified. */
  readonly domain: string | null;
  readonly #label: string;
  readonly #lists: string[] = [];
  #templateId: string | null = null;

  constructor(
    known: Pick<Trial, 'session' | 'api' | 'progress' | 'options' | 'account' | 'isLocal' | 'domain'> & {
      label: string;
    },
  ) {
    this.session = known.session;
    this.api = known.api;
    this.progress = known.progress;
    this.options = known.options;
    this.account = known.account;
    this.isLocal = known.isLocal;
    this.domain = known.domain;
    this.#label = known.label;
  }

  /** Recipients of one call. */
  get callSize(): number {
    return CALL[this.isLocal ? 'local' : 'aws'];
  }

  /** Says what is happening within a check. */
  note(text: string): void {
    this.progress.event('note', { text }, [`  ${text}`]);
  }

  /** The address of a reader that SES only simulates; the same numbers are the same readers. */
  readonly readerOf = (n: number): string => `success+${this.#label}-${n}@simulator.amazonses.com`;

  /** A list of simulated readers is cleared away at the end. */
  async newList(name: string): Promise<string> {
    const { listId } = await this.api.post<List>('/v1/lists', { name: `first-account ${name}` });
    this.#lists.push(listId);
    return listId;
  }

  async countOf(listId: string): Promise<number> {
    return (await this.api.get<List>('/v1/lists/{id}', { params: { id: listId } })).count;
  }

  /** Adds readers `from` to `from + count - 1` by one call. */
  addReaders(listId: string, from: number, count: number): Promise<Repeated<{ added: number }>> {
    const recipients = Array.from({ length: count }, (_, i) => ({ email: this.readerOf(from + i) }));
    return this.#repeated(() =>
      this.api.post<{ added: number }>('/v1/lists/{id}/recipients', { recipients }, { params: { id: listId } }),
    );
  }

  async newTask(listId: string, when: { type: 'immediate' } | { type: 'timed'; startAt: string }): Promise<Task> {
    this.#templateId ??= (
      await this.api.post<{ templateId: string }>('/v1/templates', {
        name: 'first-account',
        subject: 'mailramp first-account',
        text: 'A mail of the checks of a new account, to the simulator of SES.',
      })
    ).templateId;
    const task = { name: 'first-account', from: `first-account@${this.domain}`, templateId: this.#templateId, listId };
    return await this.api.post<NewTask>('/v1/tasks', { ...task, ...when }, { idempotencyKey: crypto.randomUUID() });
  }

  /** Follows the tasks of a list until each is at its end, or held, or the time is up. */
  async watch(listId: string, minutes: number): Promise<Task[]> {
    const giveUpAt = performance.now() + minutes * 60_000;
    let told = '';
    return await this.session.until(async () => {
      const { items } = await this.api.get<{ items: Task[] }>('/v1/tasks', {
        query: { listId, limit: PAGE_LIMIT.max },
      });
      told = this.#tell(items, told);
      const isAtRest = items.every(({ status }) => ['finished', 'cancelled', 'error', 'paused'].includes(status));
      return isAtRest || performance.now() > giveUpAt ? items : null;
    }, LOOK_MS);
  }

  /** One task as a bar, several as a line where something changed. */
  #tell(tasks: Task[], before: string): string {
    if (tasks.length === 1) this.progress.tasks(tasks.map((task) => ({ ...task, rate: 0 })));
    const ended = tasks.filter(({ status }) => status === 'finished').length;
    const text = `${ended} of ${tasks.length} runs finished`;
    if (text !== before && tasks.length > 1) this.note(text);
    return text;
  }

  /** Mails that the domain may still send today; infinite without a limit. */
  async quotaLeft(): Promise<number> {
    if (this.domain === null) return 0;
    const { left, reserved } = await this.api.get<{ left: number | null; reserved: number }>(
      '/v1/domains/{domain}/warm-up',
      { params: { domain: this.domain } },
    );
    return left === null ? Number.POSITIVE_INFINITY : Math.max(0, left - reserved);
  }

  /** Removes the lists and the template. What cannot be removed yet is said, and left. */
  async clear(): Promise<void> {
    for (const id of this.#lists) await this.#drop(`list ${id}`, () => this.#delete('/v1/lists/{id}', id));
    const id = this.#templateId;
    if (id !== null) await this.#drop(`template ${id}`, () => this.#delete('/v1/templates/{id}', id));
  }

  #delete(path: '/v1/lists/{id}' | '/v1/templates/{id}', id: string): Promise<void> {
    return this.api.delete(path, { params: { id } });
  }

  async #drop(what: string, drop: () => Promise<void>): Promise<void> {
    try {
      await drop();
    } catch (error) {
      this.note(`${what} could not be deleted: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #repeated<Answer>(call: () => Promise<Answer>): Promise<Repeated<Answer>> {
    const startedAt = performance.now();
    for (let repeats = 0; ; repeats += 1) {
      try {
        return { answer: await call(), milliseconds: performance.now() - startedAt, repeats };
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.status < 500 || repeats === REPEATS) throw error;
        this.note(`status ${error.status}; calling again`);
      }
    }
  }
}
