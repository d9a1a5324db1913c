import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useMutation } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ApiProblem } from '../../../adapters/api/problem.ts';
import { useProblem } from '../../api/problems.ts';
import { signIn, useSession } from '../../api/session.ts';
import { usePageEntry } from '../../shell/shell.tsx';
import { SignInForm } from '../../shell/sign-in-form.tsx';
import { useWords } from '../../words/words.tsx';

/** Taken before anything renders: a code is used once, and must not stay in the address or the history. */
const code = /^#code=([\w-]+)$/.exec(location.hash)?.[1];
if (code !== undefined) history.replaceState(history.state, '', location.pathname + location.search);

export function SignInPage() {
  const words = useWords();
  const { to } = useSearch({ from: '/sign-in' });
  const { history: visits } = useRouter();
  const { session } = useSession();
  const { isPending, error } = useCode();
  usePageEntry(words.titleOf(words.signIn.title));
  const isSignedIn = Boolean(session);
  useEffect(() => {
    if (isSignedIn) visits.replace(`/console${to ?? '/'}`);
  }, [isSignedIn, to, visits]);
  return (
    <main>
      <Box padding="l">
        <Grid gridDefinition={[{ colspan: { default: 12, xs: 8, m: 6 }, offset: { default: 0, xs: 2, m: 3 } }]}>
          <Container header={<Header variant="h1">{words.signIn.title}</Header>}>
            <SpaceBetween size="l">
              {error !== null && <CodeRefused error={error} />}
              {isPending ? <Spinner size="large" /> : <SignInForm />}
              <ExpandableSection headerText={words.signIn.whereTitle}>{words.signIn.where}</ExpandableSection>
            </SpaceBetween>
          </Container>
        </Grid>
      </Box>
    </main>
  );
}

/** Signs in by the code that the page was opened with. */
function useCode() {
  const { mutate, isPending, isIdle, error } = useMutation({ mutationFn: signIn });
  useEffect(() => {
    if (code !== undefined) mutate({ code });
  }, [mutate]);
  return { isPending: isPending || (code !== undefined && isIdle), error };
}

function CodeRefused({ error }: { error: Error }) {
  const words = useWords();
  const problem = useProblem(error);
  const isRefused = error instanceof ApiProblem && [400, 401].includes(error.status);
  return <Alert type="error">{isRefused ? words.signIn.wrongCode : problem.text}</Alert>;
}
