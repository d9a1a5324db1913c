import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useParams } from '@tanstack/react-router';
import type { Address } from 'postal-mime';
import { READER_ACTS, useMail, useReaderAct } from '../../api/mail.ts';
import { Failed } from '../../parts/problem.tsx';
import { useTellOutcome } from '../../shell/tell-outcome.tsx';
import { useWords } from '../../words/words.tsx';
import { MailContent } from './mail-content.tsx';

/** One mail of the inbox, as its reader gets it, and what the reader may do with it. */
export function MailPage() {
  const { inbox: words } = useWords();
  const { id } = useParams({ from: '/signed-in/local/inbox/$id' });
  const { data, error, refetch } = useMail(id);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          actions={<ReaderActs id={id} isDisabled={data === undefined} />}
          description={words.actWhy}
        >
          <bdi>{data === undefined ? words.mailTitle : data.mail.subject || words.noSubject}</bdi>
        </Header>
      }
    >
      {error !== null && data === undefined && <Failed error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Spinner size="large" />}
      {data && (
        <SpaceBetween size="l">
          <Container>
            <KeyValuePairs
              columns={2}
              items={[
                { label: words.from, value: <bdi>{nameOf(data.mail.from)}</bdi> },
                { label: words.to, value: <bdi>{data.mail.to?.map(nameOf).join(', ')}</bdi> },
              ]}
            />
          </Container>
          <MailContent {...data} />
        </SpaceBetween>
      )}
    </ContentLayout>
  );
}

const nameOf = (from: Address | undefined): string => {
  if (from?.address === undefined) return from?.name ?? '';
  return from.name === '' ? from.address : `${from.name} <${from.address}>`;
};

function ReaderActs({ id, isDisabled }: { id: string; isDisabled: boolean }) {
  const { inbox: words } = useWords();
  const { mutate, isPending, variables } = useReaderAct(id);
  const tellOutcome = useTellOutcome();
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {READER_ACTS.map((act) => (
        <Button
          key={act}
          disabled={isDisabled || isPending}
          loading={isPending && variables === act}
          onClick={() => mutate(act, tellOutcome(words.acted[act]))}
        >
          {words.acts[act]}
        </Button>
      ))}
    </SpaceBetween>
  );
}
