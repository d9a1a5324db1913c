import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Task } from '../../api/answers.ts';
import { useProblem } from '../../api/problems.ts';
import { useRename } from '../../api/task.ts';
import { useWords } from '../../words/words.tsx';

/** The name of the task, to be written over where it stands; Enter keeps it, Esc leaves it. */
export function InlineName({ task, onClose }: { task: Pick<Task, 'taskId' | 'name'>; onClose: () => void }) {
  const { common, taskPage: words } = useWords();
  const [name, setName] = useState(task.name ?? '');
  const { mutate, isPending, error } = useRename(task.taskId);
  const { text, errorAt } = useProblem(error);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isPending) mutate(name.trim(), { onSuccess: onClose });
      }}
    >
      <SpaceBetween direction="horizontal" size="xs" alignItems="end">
        <FormField label={words.name} errorText={errorAt('/name') ?? text}>
          <Input
            value={name}
            autoFocus
            onChange={({ detail }) => setName(detail.value)}
            onKeyDown={({ detail }) => {
              if (detail.key === 'Escape') onClose();
            }}
          />
        </FormField>
        <Button loading={isPending}>{words.renameConfirm}</Button>
        <Button variant="link" formAction="none" onClick={onClose}>
          {common.cancel}
        </Button>
      </SpaceBetween>
    </form>
  );
}
