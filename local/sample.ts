import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ApiClient } from '../adapters/api/client.ts';
import { ApiProblem } from '../adapters/api/problem.ts';
import type { Progress } from '../cli/progress.ts';
import { count, minute } from '../cli/text.ts';
import type { TaskView } from '../cli/watcher.ts';
import { domainOf, parseMailbox } from '../core/audience/address.ts';
import { iso, SECOND } from '../core/clock.ts';
import { readIfPresent, writeAtomically } from './atomic-file.ts';
import { parseCsv } from './csv.ts';

const POLL_MS = 100;

interface Campaign {
  name: string;
  domain: string;
  list: { name: string; description: string };
  template: { name: string; subject: string };
  task: { from: string; replyTo: string; templateData: Record<string, unknown> };
}

/** The parts created so far. Stored, so that an interrupted start continues where it was. */
interface Made {
  listId?: string;
  filled?: boolean;
  templateId?: string;
  taskId?: string;
}

export interface SampleOptions {
  api: ApiClient;
  progress: Progress;
  /** The campaign's folder. */
  directory: string;
  /** The file that records the created parts; null to create everything again. */
  path: string | null;
  signal: AbortSignal;
}

/** Creates the sample campaign as a user would, call by call. Parts from an earlier start are left as they are. */
export async function makeSample({ api, progress, directory, path }: SampleOptions): Promise<string> {
  const campaign = JSON.parse(readFileSync(join(directory, 'campaign.json'), 'utf8')) as Campaign;
  const text = (name: string) => readFileSync(join(directory, name), 'utf8');
  const made = readMade(path);
  if (made.taskId !== undefined) return made.taskId;
  const keep = (more: Made): void => {
    Object.assign(made, more);
    if (path !== null) writeAtomically(path, `${JSON.stringify(made)}\n`);
  };

  await addDomain(api, campaign.domain);
  const recipients = parseCsv(text('recipients.csv')).map(({ email, ...data }) => ({ email, data }));
  if (made.listId === undefined) {
    keep(
      await api
        .post<{ listId: string }>('/v1/lists', campaign.list, { idempotencyKey: 'sample-list' })
        .then(only('listId')),
    );
  }
  if (made.filled !== true) {
    await api.post('/v1/lists/{id}/recipients', { recipients }, { params: { id: made.listId } });
    keep({ filled: true });
  }
  if (made.templateId === undefined) {
    const template = { ...campaign.template, html: text('template.html.liquid'), text: text('template.txt.liquid') };
    keep(
      await api
        .post<{ templateId: string }>('/v1/templates', template, { idempotencyKey: 'sample-template' })
        .then(only('templateId')),
    );
  }
  const { templateId, listId } = made;
  const task = { name: campaign.name, type: 'immediate', ...campaign.task, templateId, listId };
  const { taskId } = await api.post<{ taskId: string }>('/v1/tasks', task, { idempotencyKey: 'sample-task' });
  keep({ taskId });
  progress.event('sample', { taskId, domain: campaign.domain, readers: recipients.length }, [
    `"${campaign.name}" goes to ${count(recipients.length)} readers from the new domain ${campaign.domain}.`,
    '',
  ]);
  return taskId;
}

/**
 * Travels from hold to hold until the task has ended, or a user has taken over. `look` is called whenever the task may
 * have changed.
 */
export async function travelThrough(taskId: string, options: SampleOptions, look: () => Promise<void>): Promise<void> {
  const { api, progress, signal } = options;
  const startedAt = performance.now();
  for (let looks = 0; !signal.aborted; looks += 1) {
    await look();
    const task = await api.get<TaskView>('/v1/tasks/{id}', { params: { id: taskId } });
    const resumesAt = task.hold?.resumesAt ?? null;
    if (task.status === 'finished') {
      return looks === 0 ? tellEarlierEnd(task, options) : tellEnd(task, performance.now() - startedAt, options);
    }
    if (task.status === 'paused' && resumesAt !== null) {
      progress.event('travel', { to: resumesAt }, [`  traveling to ${minute(resumesAt)} ...`]);
      await api.post('/_local/clock', await destination(api, resumesAt));
    } else if (task.status === 'sending' || task.status === 'preparing' || task.status === 'waiting') {
      await wait(POLL_MS);
    } else {
      return;
    }
  }
}

/** Just after the run resumes: its schedule fires on a whole second. If that has passed, to the next reconciler. */
async function destination(api: ApiClient, resumesAt: string): Promise<{ to: string } | { advance: string }> {
  const { now } = await api.get<{ now: string }>('/_local/clock');
  const to = iso(Math.ceil(Date.parse(resumesAt) / SECOND) * SECOND);
  return to > now ? { to } : { advance: 'PT5M' };
}

/** Everything was sent by an earlier start. */
function tellEarlierEnd({ taskId, name, counts }: TaskView, { progress, path }: SampleOptions): void {
  progress.event('sample-sent-before', { taskId, counts }, [
    `"${name}" was sent by an earlier start, ${count(counts.sent)} of ${count(counts.requested)} mails.`,
    `To see it sent again, start with --memory, or stop and remove ${dirname(path ?? '')}.`,
    '',
  ]);
}

async function tellEnd({ taskId, from, counts }: TaskView, elapsedMs: number, options: SampleOptions): Promise<void> {
  const domain = domainOf(parseMailbox(from)?.address ?? from);
  const { history } = await options.api.get<{ history: { sent: number }[] }>('/v1/domains/{domain}/warm-up', {
    params: { domain },
  });
  const days = history.map(({ sent }) => sent).reverse();
  const seconds = Math.round(elapsedMs / 100) / 10;
  options.progress.event('sample-finished', { taskId, counts, days, seconds }, [
    '',
    `${count(counts.sent)} of ${count(counts.requested)} sent on ${days.length} days of warm-up (${days.map(count).join(', ')}), traveled in ${seconds} s.`,
    '',
  ]);
}

function readMade(path: string | null): Made {
  const text = path === null ? undefined : readIfPresent(path);
  return text === undefined ? {} : (JSON.parse(text) as Made);
}

async function addDomain(api: ApiClient, domain: string): Promise<void> {
  try {
    await api.post('/v1/domains', { domain });
  } catch (error) {
    if (!(error instanceof ApiProblem && error.code === 'already-exists')) throw error;
  }
}

/** One field of an answer. */
const only =
  <Name extends string>(name: Name) =>
  (answer: Record<Name, string>): Record<Name, string> =>
    ({ [name]: answer[name] }) as Record<Name, string>;
