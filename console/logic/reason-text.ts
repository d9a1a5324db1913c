import type { RunRecipient } from '../api/answers.ts';
import type { Words } from '../words/en.ts';

/** Why a recipient was not mailed, in the words of the language; the words of a mail server stay as they are. */
export function reasonText({ reason, cause }: Pick<RunRecipient, 'reason' | 'cause'>, { task }: Words): string | null {
  const { reasons } = task;
  if (reason !== null && reason in reasons) return reasons[reason as keyof typeof reasons];
  if (cause?.code === 'missing-variable') return task.lacks(cause.variable ?? '');
  if (cause !== null && cause.code in reasons) return reasons[cause.code as keyof typeof reasons];
  return reason;
}
