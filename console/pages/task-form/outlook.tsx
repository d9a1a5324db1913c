import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { DryRun } from '../../api/answers.ts';
import { reasonText } from '../../logic/reason-text.ts';
import { mailsOf } from '../../logic/task-form.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

/** Days that are named one by one. */
const SHOWN_DAYS = 7;

interface OutlookProps {
  run: DryRun | undefined;
  isAsking: boolean;
  errorText: string | undefined;
}

/** What would come of the task as the form is now: who is mailed, who is not, and when. */
export function Outlook({ run, isAsking, errorText }: OutlookProps) {
  const { taskForm: words } = useWords();
  return (
    <Container header={<Header variant="h2">{words.outlook}</Header>}>
      <SpaceBetween size="m">
        {errorText !== undefined && <Alert type="warning">{errorText}</Alert>}
        {isAsking && <StatusIndicator type="loading">{words.asking}</StatusIndicator>}
        {run === undefined && !isAsking && errorText === undefined && (
          <Box color="text-body-secondary">{words.notYet}</Box>
        )}
        {run !== undefined && <Found run={run} />}
      </SpaceBetween>
    </Container>
  );
}

function Found({ run }: { run: DryRun }) {
  const { taskForm: words } = useWords();
  const formats = useFormats();
  const mails = mailsOf(run);
  return (
    <SpaceBetween size="m">
      <Box variant="h3" padding="n">
        {words.willBeMailed(formats.count(mails), formats.count(run.requested))}
      </Box>
      {run.sampled !== null && <Box color="text-body-secondary">{words.sampled(formats.count(run.sampled))}</Box>}
      {mails === 0 && <Alert type="warning">{words.nobody}</Alert>}
      <NotMailed run={run} />
      {run.emptyVariables.map(({ name, recipients }) => (
        <StatusIndicator key={name} type="warning" wrapText>
          {words.empty(name, recipients)}
        </StatusIndicator>
      ))}
      <Days run={run} />
      <KeyValuePairs
        columns={2}
        items={[
          { label: words.finish, value: run.finishesOn === null ? words.finishUnknown : formats.day(run.finishesOn) },
          ...(run.largestMail === null ? [] : [{ label: words.largest, value: formats.size(run.largestMail) }]),
        ]}
      />
    </SpaceBetween>
  );
}

/** Why some get no mail; of those whose data lack something, which variable. */
function NotMailed({ run }: { run: DryRun }) {
  const words = useWords();
  const formats = useFormats();
  const others = Object.entries({ ...run.skipped, ...run.failing }).filter(([reason]) => !isLack(reason));
  const rows = [
    ...others.map(([reason, n]): [string, number] => [reasonText({ reason, cause: null }, words) ?? reason, n]),
    ...run.missingVariables.map(({ name, recipients }): [string, number] => [words.taskForm.missing(name), recipients]),
  ].filter(([, n]) => n > 0);
  if (rows.length === 0) return null;
  return (
    <div>
      <Box variant="awsui-key-label">{words.taskForm.notMailed}</Box>
      <ul>
        {rows.map(([text, n]) => (
          <li key={text}>{words.common.labelled(formats.count(n), text)}</li>
        ))}
      </ul>
    </div>
  );
}

const isLack = (reason: string): boolean => reason.startsWith('missing-variable');

function Days({ run: { days } }: { run: DryRun }) {
  const { taskForm: words } = useWords();
  const formats = useFormats();
  if (days.length === 0) return null;
  return (
    <div>
      <Box variant="awsui-key-label">{words.days}</Box>
      <KeyValuePairs
        columns={2}
        items={days
          .slice(0, SHOWN_DAYS)
          .map(({ day, planned }) => ({ label: formats.day(day), value: formats.count(planned) }))}
      />
      {days.length > SHOWN_DAYS && <Box>{words.moreDays(days.length - SHOWN_DAYS)}</Box>}
    </div>
  );
}
