import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { DryRun } from '../../api/answers.ts';
import { mailsOf, type TaskForm } from '../../logic/task-form.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';
import { CheckAll } from './check-all.tsx';
import { Days } from './days.tsx';
import { NotMailed } from './not-mailed.tsx';
import type { Outlook as Foreseen } from './use-outlook.ts';
import { Warnings } from './warnings.tsx';

interface OutlookProps extends Foreseen {
  form: TaskForm;
  errorText: string | undefined;
  onPreview: () => void;
}

/** What would come of the task as the form is now: who is mailed, who is not, and when. */
export function Outlook({ form, run, isAsking, errorText, countedAt, size, all, onPreview }: OutlookProps) {
  const { taskForm: words, preview } = useWords();
  const actions = (
    <Button formAction="none" disabled={form.templateId === null} onClick={onPreview}>
      {preview.title}
    </Button>
  );
  return (
    <Container
      header={
        <Header variant="h2" actions={actions}>
          {words.outlook}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {errorText !== undefined && <Alert type="warning">{errorText}</Alert>}
        {isAsking && <StatusIndicator type="loading">{words.asking}</StatusIndicator>}
        {run === undefined && !isAsking && errorText === undefined && (
          <Box color="text-body-secondary">{words.notYet}</Box>
        )}
        {run !== undefined && <Found form={form} run={run} countedAt={countedAt} />}
        {run !== undefined && all !== null && <CheckAll {...all} size={size} isDone={run.sampled === null} />}
        <Warnings form={form} run={run} />
      </SpaceBetween>
    </Container>
  );
}

function Found({ form, run, countedAt }: { form: TaskForm; run: DryRun; countedAt: number }) {
  const { taskForm: words } = useWords();
  const formats = useFormats();
  const mails = mailsOf(run);
  return (
    <SpaceBetween size="m">
      <div>
        <Box variant="h3" padding="n">
          {words.willBeMailed(formats.count(mails), formats.count(run.requested))}
        </Box>
        <Box color="text-body-secondary">{words.counted(formats.time(new Date(countedAt).toISOString()))}</Box>
      </div>
      {run.sampled !== null && (
        <StatusIndicator type="info">{words.sampled(formats.count(run.sampled))}</StatusIndicator>
      )}
      {mails === 0 && <Alert type="warning">{words.nobody}</Alert>}
      <NotMailed form={form} run={run} />
      {run.emptyVariables.map(({ name, recipients }) => (
        <StatusIndicator key={name} type="warning" wrapText>
          {words.empty(name, recipients)}
        </StatusIndicator>
      ))}
      <Days days={run.days} />
      <KeyValuePairs
        columns={2}
        items={[
          { label: words.finish, value: run.finishesOn === null ? words.finishUnknown : formats.day(run.finishesOn) },
          ...(run.largestMail === null ? [] : [{ label: words.largest, value: formats.size(run.largestMail) }]),
        ]}
      />
      {run.examples.length > 0 && (
        <ExpandableSection headerText={words.examples}>
          <KeyValuePairs
            items={run.examples.map(({ email, subject }) => ({
              label: <bdi>{email}</bdi>,
              value: <bdi>{subject}</bdi>,
            }))}
          />
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}
