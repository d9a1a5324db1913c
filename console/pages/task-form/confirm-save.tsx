import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { DryRun, List } from '../../api/answers.ts';
import { mailsOf, type TaskForm } from '../../logic/task-form.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';
import { useSubmitText } from './submit-text.ts';

interface ConfirmSaveProps {
  form: TaskForm;
  run: DryRun;
  isNew: boolean;
  lists: readonly List[];
  isPending: boolean;
  error: Error | null;
  onConfirm: () => void;
  onKeep: () => void;
}

/** Says once more who gets how many mails from whom, and when. */
export function ConfirmSave({ form, run, isNew, lists, ...ask }: ConfirmSaveProps) {
  const { taskForm: words } = useWords();
  const formats = useFormats();
  const submit = useSubmitText(form, run, isNew);
  const isNow = form.type === 'immediate';
  const title = !isNew ? words.saveTitle : isNow ? words.sendTitle : words.scheduleTitle;
  const names = (ids: readonly string[]) => ids.map((id) => lists.find(({ listId }) => listId === id)?.name ?? id);
  const first = run.days[0]?.day;
  return (
    <Confirm title={title} confirm={submit} keep={words.back} {...ask}>
      <KeyValuePairs
        columns={2}
        items={[
          { label: words.who, value: <Names names={names(form.listIds)} /> },
          ...(form.excludeListIds.length === 0
            ? []
            : [{ label: words.withoutLists, value: <Names names={names(form.excludeListIds)} /> }]),
          { label: words.from, value: <bdi>{form.from}</bdi> },
          { label: words.howMany, value: formats.count(mailsOf(run)) },
          { label: words.firstDay, value: first === undefined ? '–' : formats.day(first) },
          {
            label: words.lastDayOf,
            value: run.finishesOn === null ? words.finishUnknown : formats.day(run.finishesOn),
          },
        ]}
      />
      {isNow && <Box color="text-body-secondary">{words.sent}</Box>}
    </Confirm>
  );
}

const Names = ({ names }: { names: readonly string[] }) =>
  names.map((name) => (
    <div key={name}>
      <bdi>{name}</bdi>
    </div>
  ));
