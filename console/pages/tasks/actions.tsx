import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { mayDo, useSignedIn } from '../../api/session.ts';
import { useTaskAction } from '../../api/tasks.ts';
import { isPossible, TASK_ACTIONS, type TaskAction } from '../../logic/task-state.ts';
import { useTellOutcome } from '../../shell/tell-outcome.ts';
import { useWords } from '../../words/words.tsx';
import type { ListedTask } from './listed-task.ts';

/** What may be done with a task of the list; what may not says why. */
export function TaskActions<Item extends ListedTask>({
  task,
  onCancel,
}: {
  task: Item;
  onCancel: (task: Item) => void;
}) {
  const words = useWords();
  const { role } = useSignedIn();
  const { mutate, isPending } = useTaskAction();
  const tellOutcome = useTellOutcome();
  const name = task.name ?? task.subject ?? words.task.unnamed;
  const items = TASK_ACTIONS.map((action) => {
    const reason = whyNot(action);
    return {
      id: action,
      text: words.tasks[action],
      disabled: reason !== undefined,
      ...(reason && { disabledReason: reason }),
    };
  });
  function whyNot(action: TaskAction): string | undefined {
    if (!mayDo(role, 'sender')) return words.needsRole(words.roles.sender);
    return isPossible(action, task) ? undefined : words.tasks.notNow(words.task.statuses[task.status]);
  }
  function act(action: TaskAction): void {
    if (action === 'cancel') onCancel(task);
    else mutate({ task, action }, tellOutcome(words.tasks.done[action](name)));
  }
  return (
    <ButtonDropdown
      variant="inline-icon"
      expandToViewport
      ariaLabel={words.common.actionsOf(name)}
      loading={isPending}
      items={items}
      onItemClick={({ detail }) => act(detail.id as TaskAction)}
    />
  );
}
