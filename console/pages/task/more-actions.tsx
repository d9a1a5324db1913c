import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import type { Task } from '../../api/answers.ts';
import { isPossible, mayEdit, mayRename, mayRetry } from '../../logic/task-state.ts';
import { useFormats } from '../../parts/formats.ts';
import { useRefusal } from '../../parts/role-button.tsx';
import { useWords } from '../../words/words.tsx';
import type { Asked } from './asked.ts';

/** What is done with a task less often, or after a question. */
export function MoreActions({ task, onAsk }: { task: Task; onAsk: (asked: Asked) => void }) {
  const words = useWords();
  const formats = useFormats();
  const refusal = useRefusal('sender');
  const { failed, unknown } = task.counts;
  const notNow = words.tasks.notNow(words.task.statuses[task.status]);
  /** The item, with the first of the reasons against it. */
  const item = (id: string, text: string, reasons: (string | false)[], href?: string): ButtonDropdownProps.Item => {
    const reason = refusal ?? reasons.find(Boolean);
    if (reason) return { id, text, disabled: true, disabledReason: reason };
    return { id, text, ...(href === undefined ? {} : { href }) };
  };
  const { taskId } = task;
  const page = words.taskPage;
  const noRetry = !mayRetry(task) && notNow;
  return (
    <ButtonDropdown
      expandToViewport
      items={[
        item('rename', page.rename, [!mayRename(task) && notNow]),
        item('edit', page.edit, [!mayEdit(task) && notNow], `/console/tasks/${taskId}/edit`),
        item('copy', page.copy, [], `/console/tasks/new?copy=${taskId}`),
        item('failed', page.retryFailed(formats.count(failed)), [noRetry, failed === 0 && page.noneFailed]),
        item('unknown', page.retryUnknown(formats.count(unknown)), [noRetry, unknown === 0 && page.noneUnknown]),
        item('cancel', words.tasks.cancelConfirm, [!isPossible('cancel', task) && notNow]),
      ]}
      onItemClick={({ detail: { id, href } }) => {
        if (href === undefined) onAsk(id as Asked);
      }}
    >
      {words.common.actions}
    </ButtonDropdown>
  );
}
