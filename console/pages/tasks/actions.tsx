import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import { useTaskAction } from '../../api/tasks.ts';
import { isPossible, mayRename, TASK_ACTIONS, type TaskAction } from '../../logic/task-state.ts';
import { useRefusal } from '../../parts/role-button.tsx';
import type { AskedTask } from '../../parts/task-question.tsx';
import { useTellOutcome } from '../../shell/tell-outcome.tsx';
import { useWords } from '../../words/words.tsx';
import type { ListedTask } from './listed-task.ts';

interface TaskActionsProps {
  task: ListedTask;
  onAsk: (asked: AskedTask) => void;
}

/** What may be done with a task of the list; what may not says why. */
export function TaskActions({ task, onAsk }: TaskActionsProps) {
  const words = useWords();
  const { mutate, isPending } = useTaskAction();
  const tellOutcome = useTellOutcome();
  const name = task.name ?? task.subject ?? words.task.unnamed;
  const items = useItems(task);
  return (
    <ButtonDropdown
      variant="inline-icon"
      expandToViewport
      ariaLabel={words.common.actionsOf(name)}
      loading={isPending}
      items={items}
      onItemClick={({ detail: { id, href } }) => {
        if (href !== undefined) return;
        if (id === 'cancel' || id === 'rename') onAsk({ task, question: id });
        else mutate({ task, action: id as TaskAction }, tellOutcome(words.tasks.done[id as TaskAction](name)));
      }}
    />
  );
}

function useItems(task: ListedTask): ButtonDropdownProps.Item[] {
  const words = useWords();
  const refusal = useRefusal('sender');
  const page = `/console/tasks/${task.taskId}`;
  const notNow = words.tasks.notNow(words.task.statuses[task.status]);
  /** With the reason against it, if there is one. */
  const guarded = (id: string, text: string, isNow: boolean, href?: string): ButtonDropdownProps.Item => {
    const disabledReason = refusal ?? (isNow ? undefined : notNow);
    if (disabledReason !== undefined) return { id, text, disabled: true, disabledReason };
    return { id, text, ...(href !== undefined && { href }) };
  };
  return [
    { id: 'open', text: words.tasks.open, href: page },
    ...TASK_ACTIONS.map((action) => guarded(action, words.tasks[action], isPossible(action, task))),
    guarded('rename', words.taskPage.rename, mayRename(task)),
    guarded('copy', words.taskPage.copy, true, `/console/tasks/new?copy=${task.taskId}`),
    // The button that writes the file is beside the readers whom it holds.
    { id: 'export', text: words.tasks.exportReaders, href: `${page}?tab=readers` },
  ];
}
