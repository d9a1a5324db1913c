import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { MailContent, PersonMail } from '../api/answers.ts';
import { useMailContent } from '../api/people.ts';
import { useWords } from '../words/words.tsx';
import { DeliverySteps } from './delivery-steps.tsx';
import { useFormats } from './formats.ts';
import { MailPreview } from './mail-preview.tsx';
import { Failed } from './problem.tsx';

interface SentMailProps {
  /** Null where no mail was made. */
  mailId: string | null;
  /** Whether it is one of no task, of which the text is not kept. */
  isSingle: boolean;
  delivery: PersonMail['delivery'];
}

/** One mail: what became of it, and the mail itself exactly as it was sent. */
export function SentMail({ mailId, isSingle, delivery }: SentMailProps) {
  const words = useWords().people;
  const { data, error, refetch } = useMailContent(isSingle ? null : mailId);
  const instead = mailId === null ? words.notMade : words.notKept;
  return (
    <SpaceBetween size="m">
      {delivery && <DeliverySteps delivery={delivery} />}
      {(mailId === null || isSingle) && <Box color="text-body-secondary">{instead}</Box>}
      {data && <Content mail={data} />}
      {mailId !== null && !isSingle && data === undefined && error === null && <Spinner size="large" />}
      {error !== null && data === undefined && <Failed error={error} onRetry={() => void refetch()} />}
    </SpaceBetween>
  );
}

function Content({ mail }: { mail: MailContent }) {
  const { inbox } = useWords();
  const formats = useFormats();
  const files = mail.attachments.map(({ name, size }) => `${name} (${formats.size(size)})`).join(', ');
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={2}
        items={[
          { label: inbox.from, value: <bdi>{mail.from}</bdi> },
          { label: inbox.to, value: <bdi>{mail.to}</bdi> },
          ...(files === '' ? [] : [{ label: inbox.files, value: <bdi>{files}</bdi> }]),
        ]}
      />
      <MailPreview mail={mail} />
    </SpaceBetween>
  );
}
