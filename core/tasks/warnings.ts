import { lacksDmarc } from '../domains/dns-records.ts';
import { readDnsSeen } from '../domains/dns-seen.ts';
import type { TaskPorts } from './ports.ts';

export const WARNING_CODES = ['dmarc-missing'] as const;

/** Findings that stop no task but deserve attention. */
export interface TaskWarning {
  code: (typeof WARNING_CODES)[number];
  domain: string;
}

/**
 * Warnings about a task, new or only supposed (`taskId` null), from what was seen of its domain's DNS before: nothing
 * is looked up for it. Never throws.
 */
export async function taskWarnings(
  { domain, taskId }: { domain: string; taskId: string | null },
  { tables, log }: Pick<TaskPorts, 'tables' | 'log'>,
): Promise<TaskWarning[]> {
  try {
    const [seen] = await readDnsSeen(tables, [domain]);
    if (!lacksDmarc(domain, seen)) return [];
  } catch (error) {
    log.error('warnings-not-read', error, { taskId });
    return [];
  }
  return [{ code: 'dmarc-missing', domain }];
}
