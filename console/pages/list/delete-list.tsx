import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate } from '@tanstack/react-router';
import type { ListDetails } from '../../api/answers.ts';
import { useDeleteList, useRefreshLists } from '../../api/lists.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useFormats } from '../../parts/formats.ts';
import { TaskLinks } from '../../parts/task-links.tsx';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';

/** Asks before a list is deleted, which cannot be taken back; names the tasks that need it. */
export function DeleteList({ list, onClose }: { list: ListDetails; onClose: () => void }) {
  const words = useWords().lists.settings;
  const formats = useFormats();
  const navigate = useNavigate();
  const refresh = useRefreshLists();
  const { mutate, isPending, error } = useDeleteList(list.listId);
  const remove = (): void =>
    mutate(undefined, {
      // Which tasks need it by now.
      onError: () => void refresh(),
      onSuccess: async () => {
        tell({ type: 'success', text: words.deleted(list.name) });
        await navigate({ to: '/lists' });
        await refresh();
      },
    });
  return (
    <Confirm
      title={words.deleteTitle}
      confirm={words.delete}
      keep={words.keep}
      isPending={isPending}
      error={error}
      onConfirm={remove}
      onKeep={onClose}
    >
      <SpaceBetween size="s">
        <div>{words.deleteWhy(list.name, formats.count(list.count))}</div>
        {list.usedBy.length > 0 && (
          <div>
            {words.inUse}
            <TaskLinks tasks={list.usedBy} />
          </div>
        )}
      </SpaceBetween>
    </Confirm>
  );
}
