import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { Task } from '../../api/answers.ts';
import { useFirstReaders } from '../../api/readers.ts';
import { useTaskMail } from '../../api/template-preview.ts';
import { useFormats } from '../../parts/formats.ts';
import { MailPreview } from '../../parts/mail-preview.tsx';
import { Failed } from '../../parts/problem.tsx';
import { useWords } from '../../words/words.tsx';
import type { TabProps } from './tab-props.ts';

/** What it sends: the template as it is now, filled with the task's own values. */
export function Content({ task }: TabProps) {
  const words = useWords().taskPage.content;
  return (
    <SpaceBetween size="l">
      <Settings task={task} />
      <Alert type="info">{task.startedAt === null ? words.notFrozen : words.frozen}</Alert>
      <Preview task={task} />
    </SpaceBetween>
  );
}

function Settings({ task }: { task: Task }) {
  const words = useWords();
  const { content, facts } = words.taskPage;
  const formats = useFormats();
  const attachments = task.attachments.map(({ name, size }) => `${name} (${formats.size(size)})`);
  const data = Object.entries(task.templateData).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const lines = (texts: string[]) =>
    texts.length === 0
      ? '–'
      : texts.map((text) => (
          <div key={text}>
            <bdi>{text}</bdi>
          </div>
        ));
  return (
    <KeyValuePairs
      columns={3}
      items={[
        { label: facts.from, value: <bdi>{task.from}</bdi> },
        { label: content.replyTo, value: <bdi>{task.replyTo ?? '–'}</bdi> },
        { label: content.subject, value: <bdi>{task.subject ?? content.ofTemplate}</bdi> },
        {
          label: facts.template,
          value: <Link href={`/console/templates/${task.templateId}`}>{task.templateName ?? facts.gone}</Link>,
        },
        { label: content.data, value: lines(data) },
        { label: content.attachments, value: lines(attachments) },
      ]}
    />
  );
}

/** As the first reader of the list would get it. */
function Preview({ task }: { task: Task }) {
  const words = useWords().taskPage.content;
  const readers = useFirstReaders(task.listId);
  const email = readers.data?.[0]?.email;
  const reader = email === undefined ? null : { listId: task.listId, email };
  const { data, error, refetch } = useTaskMail(task, reader, !readers.isPending);
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Spinner />;
  return (
    <SpaceBetween size="s">
      {email !== undefined && (
        <Box color="text-body-secondary">
          {words.as} <bdi>{email}</bdi>
        </Box>
      )}
      {data.missing.length > 0 && <Alert type="warning">{words.lacks(data.missing.join(', '))}</Alert>}
      <MailPreview mail={{ ...data, subject: task.subject ?? data.subject }} />
    </SpaceBetween>
  );
}
