import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import type { Task } from '../api/answers.ts';
import { useProblem } from '../api/problems.ts';
import { useRename } from '../api/task.ts';
import { useWords } from '../words/words.tsx';
import { Confirm } from './confirm.tsx';

/** Asks for another name of a task. */
export function RenameTask({ task, onClose }: { task: Pick<Task, 'taskId' | 'name'>; onClose: () => void }) {
  const words = useWords();
  const [name, setName] = useState(task.name ?? '');
  const { mutate, isPending, error } = useRename(task.taskId);
  const fault = useProblem(error).errorAt('/name');
  const rename = (): void => mutate(name.trim(), { onSuccess: onClose });
  return (
    <Confirm
      title={words.taskPage.rename}
      confirm={words.taskPage.renameConfirm}
      keep={words.common.cancel}
      isPending={isPending}
      error={fault === undefined ? error : null}
      onConfirm={rename}
      onKeep={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rename();
        }}
      >
        <FormField label={words.taskPage.name} description={words.taskPage.nameHint} errorText={fault}>
          <Input value={name} autoFocus onChange={({ detail }) => setName(detail.value)} />
        </FormField>
      </form>
    </Confirm>
  );
}
