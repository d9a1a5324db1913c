import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useNavigate, useSearch } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { ApiProblem } from '../../../adapters/api/problem.ts';
import { usePerson } from '../../api/people.ts';
import { AddressSearch } from '../../parts/address-search.tsx';
import { Failed } from '../../parts/problem.tsx';
import { useWords } from '../../words/words.tsx';
import { KnownPerson } from './person.tsx';

export const peopleSearch = z.object({ q: z.catch(z.optional(z.string()), undefined) });

/** Finds one person, and answers why they got a mail or not. */
export function PeoplePage() {
  const words = useWords().people;
  const { q } = useSearch({ from: '/signed-in/people' });
  const navigate = useNavigate({ from: '/people' });
  return (
    <ContentLayout header={<Header variant="h1">{words.title}</Header>}>
      <SpaceBetween size="l">
        <AddressSearch
          key={q}
          email={q}
          label={words.search}
          onSearch={(address) => void navigate({ search: { q: address } })}
        />
        {q === undefined ? <Box color="text-body-secondary">{words.how}</Box> : <Found key={q} text={q} />}
      </SpaceBetween>
    </ContentLayout>
  );
}

function Found({ text }: { text: string }) {
  const words = useWords().people;
  const { data, error, refetch } = usePerson(text);
  if (data !== undefined) return <KnownPerson person={data} />;
  if (error instanceof ApiProblem && (error.status === 404 || error.status === 400)) {
    return <Alert type="warning">{words.noAddress(text)}</Alert>;
  }
  return error === null ? <Spinner size="large" /> : <Failed error={error} onRetry={() => void refetch()} />;
}
