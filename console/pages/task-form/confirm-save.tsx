import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { useState } from 'react';
import type { DryRun } from '../../api/answers.ts';
import type { NamedOption } from '../../api/named-options.ts';
import { mailsOf, type TaskForm } from '../../logic/task-form.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';
import { useSubmitText } from './submit-text.ts';

/** Above so many mails, their number is typed. */
const MANY = 100_000;

interface ConfirmSaveProps {
  form: TaskForm;
  run: DryRun;
  isNew: boolean;
  lists: readonly NamedOption[];
  isPending: boolean;
  onConfirm: () => void;
  onKeep: () => void;
}

/** Says once more who gets how many mails from whom, and when. */
export function ConfirmSave({ form, run, isNew, lists, ...ask }: ConfirmSaveProps) {
  const { taskForm: words } = useWords();
  const formats = useFormats();
  const [typed, setTyped] = useState('');
  const submit = useSubmitText(form, run, isNew);
  const isNow = form.type === 'immediate';
  const title = !isNew ? words.saveTitle : isNow ? words.sendTitle : words.scheduleTitle;
  const mails = mailsOf(run);
  const isMany = mails > MANY;
  return (
    <Confirm
      {...ask}
      title={title}
      confirm={submit}
      keep={words.back}
      error={null}
      isReady={!isMany || digitsOf(typed) === String(mails)}
    >
      <Facts form={form} run={run} lists={lists} />
      {isMany && (
        <FormField label={words.typeNumber(formats.count(mails))}>
          <Input value={typed} inputMode="numeric" onChange={({ detail }) => setTyped(detail.value)} />
        </FormField>
      )}
      <Box color="text-body-secondary">{words.mayStop}</Box>
    </Confirm>
  );
}

const digitsOf = (text: string): string => text.replaceAll(/\D/g, '');

function Facts({ form, run, lists }: Pick<ConfirmSaveProps, 'form' | 'run' | 'lists'>) {
  const { taskForm: words } = useWords();
  const formats = useFormats();
  const names = (ids: readonly string[]) => ids.map((id) => lists.find(({ value }) => value === id)?.label ?? id);
  const first = run.days[0]?.day;
  const [example] = run.examples;
  return (
    <KeyValuePairs
      columns={2}
      items={[
        { label: words.who, value: <Names names={names(form.listIds)} /> },
        ...(form.excludeListIds.length === 0
          ? []
          : [{ label: words.withoutLists, value: <Names names={names(form.excludeListIds)} /> }]),
        { label: words.from, value: <bdi>{form.from}</bdi> },
        ...(example === undefined
          ? []
          : [{ label: words.subjectFor(example.email), value: <bdi>{example.subject}</bdi> }]),
        { label: words.howMany, value: formats.count(mailsOf(run)) },
        { label: words.firstDay, value: first === undefined ? '–' : formats.day(first) },
        {
          label: words.lastDayOf,
          value: run.finishesOn === null ? words.finishUnknown : formats.day(run.finishesOn),
        },
      ]}
    />
  );
}

const Names = ({ names }: { names: readonly string[] }) =>
  names.map((name) => (
    <div key={name}>
      <bdi>{name}</bdi>
    </div>
  ));
