import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useState } from 'react';
import type { Task } from '../../api/answers.ts';
import { useTemplatePreview } from '../../api/template-preview.ts';
import { useFormats } from '../../parts/formats.ts';
import { MailFrame } from '../../parts/mail-frame.tsx';
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

function Preview({ task }: { task: Task }) {
  const words = useWords().taskPage.content;
  const [link, setLink] = useState<string>();
  const { data, error, refetch } = useTemplatePreview(task.templateId, task.templateData);
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Spinner />;
  return (
    <SpaceBetween size="s">
      {data.missing.length > 0 && <Box color="text-body-secondary">{words.perReader(data.missing.join(', '))}</Box>}
      {data.html === null ? (
        <Box variant="pre">{data.text}</Box>
      ) : (
        <MailFrame title={words.preview} html={data.html} dark={false} images={false} onLink={setLink} />
      )}
      {link !== undefined && <Box variant="small">{words.leadsTo(link)}</Box>}
    </SpaceBetween>
  );
}
