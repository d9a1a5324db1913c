import Alert from '@cloudscape-design/components/alert';
import Form from '@cloudscape-design/components/form';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import type { DryRun, Task } from '../../api/answers.ts';
import { useChosen } from '../../api/named-options.ts';
import { useSaveTask } from '../../api/task-form.ts';
import { fileFaults } from '../../logic/attached-files.ts';
import type { TaskForm as Filled } from '../../logic/task-form.ts';
import { mayEdit } from '../../logic/task-state.ts';
import { RoleButton } from '../../parts/role-button.tsx';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';
import { BegunMeanwhile } from './begun-meanwhile.tsx';
import { ConfirmSave } from './confirm-save.tsx';
import { DraftOffer } from './draft-offer.tsx';
import { MessageFields } from './message.tsx';
import { MoreFields } from './more.tsx';
import { Outlook } from './outlook.tsx';
import { PreviewPanel } from './preview.tsx';
import { ReaderFields } from './readers.tsx';
import { useSubmitText } from './submit-text.ts';
import { useFaults } from './use-faults.ts';
import { useFilled } from './use-filled.ts';
import { useOutlook } from './use-outlook.ts';
import { WhenFields } from './when.tsx';

/** Lists that are offered, the latest ones. */
const ASIDE = [{ colspan: { default: 12, s: 8 } }, { colspan: { default: 12, s: 4 } }] as const;

interface TaskFormProps {
  begin: Filled;
  taskId: string | null;
  /** Files that the task has already. */
  attached?: Task['attachments'];
  /** The task that is changed, as it stands now: it may have begun since it was opened. */
  now?: Task;
}

/** A task to be made or, with `taskId`, to be changed; beside it what would come of it. */
export function TaskForm({ begin, taskId, attached = [], now }: TaskFormProps) {
  const { taskForm: words } = useWords();
  const filled = useFilled(begin, taskId);
  const { form, opened } = filled;
  const lists = useChosen('lists', [...form.listIds, ...form.excludeListIds]);
  const begun = now !== undefined && !mayEdit(now) ? now : null;
  const outlook = useOutlook(form, opened, lists, begun === null);
  const { save, asked, ask, send, keep } = useSending(filled, outlook);
  const { errorAt, text } = useFaults(save.error ?? outlook.error);
  const [isPreviewed, setPreviewed] = useState(false);
  const close = useCallback(() => setPreviewed(false), []);
  const isNew = taskId === null;
  const submit = useSubmitText(form, outlook.run, isNew);
  const hasFileFault = fileFaults(form.files ?? []).some((fault) => fault !== null);
  const change = (part: Partial<Filled>): void => {
    save.reset();
    filled.change(part);
  };
  const fields = { form, onChange: change, errorAt };
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <Form
        header={<Header variant="h1">{isNew ? words.newTitle : words.editTitle}</Header>}
        actions={
          begun === null && (
            <RoleButton
              needs="sender"
              variant="primary"
              formAction="none"
              loading={asked.isCounting}
              disabled={outlook.run === undefined || outlook.isAsking || hasFileFault}
              onClick={ask}
            >
              {submit}
            </RoleButton>
          )
        }
      >
        <SpaceBetween size="l">
          {filled.offer !== null && <DraftOffer {...filled} draft={filled.offer} />}
          <Grid gridDefinition={[...ASIDE]}>
            <SpaceBetween size="l">
              <MessageFields {...fields} attached={attached} />
              <ReaderFields {...fields} />
              <WhenFields {...fields} isNew={isNew} run={outlook.run} />
              <MoreFields {...fields} />
            </SpaceBetween>
            <div className="beside">
              <SpaceBetween size="l">
                {begun !== null && <BegunMeanwhile task={begun} name={form.name} onSaved={filled.sent} />}
                {save.error !== null && text !== undefined && begun === null && <Alert type="error">{text}</Alert>}
                {begun === null && (
                  <Outlook
                    {...outlook}
                    form={form}
                    errorText={save.error === null ? text : undefined}
                    onPreview={() => setPreviewed(!isPreviewed)}
                  />
                )}
              </SpaceBetween>
            </div>
          </Grid>
        </SpaceBetween>
      </Form>
      {isPreviewed && <PreviewPanel form={form} onClose={close} />}
      {asked.run !== null && begun === null && (
        <ConfirmSave
          form={form}
          run={asked.run}
          isNew={isNew}
          lists={lists}
          isPending={save.isPending}
          onConfirm={send}
          onKeep={keep}
        />
      )}
    </form>
  );
}

/** Counts again at the click, asks, and then makes or changes the task. */
function useSending({ form, opened, sent }: ReturnType<typeof useFilled>, outlook: ReturnType<typeof useOutlook>) {
  const { taskForm: words } = useWords();
  const navigate = useNavigate();
  const save = useSaveTask(opened);
  const [run, setRun] = useState<DryRun | null>(null);
  const [isCounting, setCounting] = useState(false);
  const ask = async (): Promise<void> => {
    setCounting(true);
    const fresh = await outlook.again();
    setCounting(false);
    setRun(fresh ?? null);
  };
  const send = (): void =>
    save.mutate(form, {
      onSuccess: ({ taskId }) => {
        sent();
        tell({ type: 'success', text: opened === null ? words.made : words.changed });
        void navigate({ to: '/tasks/$taskId', params: { taskId } });
      },
      // A fault is shown at its field, which the question would hide.
      onError: () => setRun(null),
    });
  return { save, send, ask: () => void ask(), asked: { run, isCounting }, keep: () => setRun(null) };
}
