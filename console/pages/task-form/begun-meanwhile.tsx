import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Task } from '../../api/answers.ts';
import { useProblem } from '../../api/problems.ts';
import { useRename } from '../../api/task.ts';
import { mayRename } from '../../logic/task-state.ts';
import { Bar } from '../../parts/bar.tsx';
import { RoleButton } from '../../parts/role-button.tsx';
import { Status } from '../../parts/status.tsx';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';

interface BegunMeanwhileProps {
  task: Task;
  /** As it is typed in the form. */
  name: string;
  onSaved: () => void;
}

/** A task that began while it was edited, as it stands now. Of what was typed, its name may still be saved. */
export function BegunMeanwhile({ task, name, onSaved }: BegunMeanwhileProps) {
  const { taskForm: words, task: states } = useWords();
  const { mutate, isPending, error } = useRename(task.taskId);
  const { text, errorAt } = useProblem(error);
  const status = states.statuses[task.status];
  const onSuccess = (): void => {
    onSaved();
    tell({ type: 'success', text: words.nameSaved });
  };
  return (
    <Container header={<Header variant="h2">{words.meanwhile(status)}</Header>}>
      <SpaceBetween size="m">
        <Status task={task} />
        <Bar task={task} />
        <Alert type="warning">{mayRename(task) ? words.meanwhileWhy : words.hasEnded}</Alert>
        {error !== null && <Alert type="error">{errorAt('/name') ?? text}</Alert>}
        <SpaceBetween direction="horizontal" size="xs">
          {mayRename(task) && (
            <RoleButton
              needs="sender"
              variant="primary"
              formAction="none"
              loading={isPending}
              onClick={() => mutate(name.trim(), { onSuccess })}
            >
              {words.saveName}
            </RoleButton>
          )}
          <Button href={`/console/tasks/${task.taskId}`}>{words.toTask}</Button>
          <Button href={`/console/tasks/new?copy=${task.taskId}`}>{words.copyIt}</Button>
        </SpaceBetween>
      </SpaceBetween>
    </Container>
  );
}
