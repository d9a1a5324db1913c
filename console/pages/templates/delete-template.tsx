import { ApiProblem } from '../../../adapters/api/problem.ts';
import type { TemplateSummary } from '../../api/answers.ts';
import { useDeleteTemplate, useReadTemplate } from '../../api/templates.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { TaskLinks } from '../../parts/task-links.tsx';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';

/** Asks before a template is deleted; one that tasks still need says which. */
export function DeleteTemplate({ template, onClose }: { template: TemplateSummary; onClose: () => void }) {
  const words = useWords().templates;
  const { mutate, isPending, error } = useDeleteTemplate();
  const users = useReadTemplate();
  const { templateId, name } = template;
  const remove = (): void =>
    mutate(templateId, {
      onSuccess: () => {
        tell({ type: 'success', text: words.removed(name) });
        onClose();
      },
      onError: (refused) => {
        if (refused instanceof ApiProblem && refused.code === 'in-use') users.mutate(templateId);
      },
    });
  const tasks = users.data?.usedBy ?? [];
  return (
    <Confirm
      title={words.removeTitle}
      confirm={words.removeConfirm}
      keep={words.keep}
      isPending={isPending || users.isPending}
      error={tasks.length > 0 ? null : error}
      onConfirm={remove}
      onKeep={onClose}
    >
      {tasks.length === 0 ? (
        words.removeWhy(name)
      ) : (
        <>
          {words.inUse(tasks.length)}
          <TaskLinks tasks={tasks} />
        </>
      )}
    </Confirm>
  );
}
