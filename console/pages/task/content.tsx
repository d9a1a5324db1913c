import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useState } from 'react';
import type { Task, TaskContent } from '../../api/answers.ts';
import { useFirstReaders } from '../../api/readers.ts';
import { useMailOf, useTaskContent, useTaskMail } from '../../api/template-preview.ts';
import type { PreviewReader } from '../../api/templates.ts';
import { useFormats } from '../../parts/formats.ts';
import { MailPreview } from '../../parts/mail-preview.tsx';
import { Failed } from '../../parts/problem.tsx';
import { Time } from '../../parts/time.tsx';
import { useWords } from '../../words/words.tsx';
import type { TabProps } from './tab-props.ts';

/** What the run sends, as it was frozen at its start, beside the template of today where that has changed. */
export function Content({ task, shown }: TabProps) {
  const words = useWords().taskPage.content;
  const { data: content, error, refetch } = useTaskContent(task.taskId, shown?.runId ?? null);
  if (error !== null && content === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (content === undefined) return <Spinner />;
  return (
    <SpaceBetween size="l">
      <Settings task={task} content={content} />
      <Alert type="info">
        {content.frozenAt === null ? (
          words.notFrozen
        ) : (
          <>
            {words.frozen} <Time at={content.frozenAt} />
          </>
        )}
      </Alert>
      <Previews task={task} content={content} />
    </SpaceBetween>
  );
}

function Settings({ task, content: sent }: { task: Task; content: TaskContent }) {
  const words = useWords();
  const { content, facts } = words.taskPage;
  const formats = useFormats();
  const attachments = sent.attachments.map(({ name, size }) => `${name} (${formats.size(size)})`);
  const data = Object.entries(sent.templateData).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
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
        { label: facts.from, value: <bdi>{sent.from}</bdi> },
        { label: content.replyTo, value: <bdi>{sent.replyTo ?? '–'}</bdi> },
        { label: content.subject, value: <bdi>{sent.subject}</bdi> },
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

/** As the first reader of the list gets it. */
function Previews({ task, content }: { task: Task; content: TaskContent }) {
  const words = useWords().taskPage.content;
  const [isCompared, setCompared] = useState(false);
  const readers = useFirstReaders(task.listId);
  const email = readers.data?.[0]?.email;
  const reader = email === undefined ? null : { listId: task.listId, email };
  const frozen = useMailOf(content, task, reader, !readers.isPending);
  return (
    <SpaceBetween size="m">
      {content.templateChanged && (
        <Alert
          type="warning"
          action={<Button onClick={() => setCompared(!isCompared)}>{isCompared ? words.alone : words.compare}</Button>}
        >
          {words.changed}
        </Alert>
      )}
      {email !== undefined && (
        <Box color="text-body-secondary">
          {words.as} <bdi>{email}</bdi>
        </Box>
      )}
      <ColumnLayout columns={isCompared ? 2 : 1}>
        <Mail title={isCompared ? words.asSent : null} mail={frozen} />
        {isCompared && <Today task={task} reader={reader} />}
      </ColumnLayout>
    </SpaceBetween>
  );
}

/** The template as it is now; one that is deleted says so. */
function Today({ task, reader }: { task: Task; reader: PreviewReader | null }) {
  const words = useWords().taskPage.content;
  const mail = useTaskMail(task, reader, true);
  return <Mail title={words.today} mail={mail} subject={task.subject} />;
}

interface MailProps {
  title: string | null;
  mail: Pick<ReturnType<typeof useTaskMail>, 'data' | 'error' | 'refetch'>;
  /** That of the task, in place of the template's. @default the mail's own */
  subject?: string | null;
}

function Mail({ title, mail: { data, error, refetch }, subject = null }: MailProps) {
  const words = useWords().taskPage.content;
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Spinner />;
  return (
    <SpaceBetween size="s">
      {title !== null && <Header variant="h3">{title}</Header>}
      {data.missing.length > 0 && <Alert type="warning">{words.lacks(data.missing.join(', '))}</Alert>}
      <MailPreview mail={{ ...data, subject: subject ?? data.subject }} />
    </SpaceBetween>
  );
}
