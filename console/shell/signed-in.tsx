import Modal from '@cloudscape-design/components/modal';
import { Navigate, useRouterState } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { gate } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { Failed } from '../parts/problem.tsx';
import { useWords } from '../words/words.tsx';
import { Shell } from './shell.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** Lets only signed-in users see the pages within; others sign in first, and come back. */
export function SignedIn() {
  const { session, error } = useSession();
  const href = useRouterState({ select: ({ location }) => location.href });
  if (error !== null && session === undefined) return <Failed error={error} onRetry={() => location.reload()} />;
  if (session === undefined) return null;
  if (session === null) return <Navigate to="/sign-in" search={{ to: href }} replace />;
  return (
    <>
      <Shell />
      <SignInAgain />
    </>
  );
}

/** Over the page whose session has ended, which keeps all that was typed. */
function SignInAgain() {
  const words = useWords();
  const isAsked = useSyncExternalStore(gate.subscribe, gate.isClosed);
  if (!isAsked) return null;
  return (
    <Modal visible header={words.signIn.again} closeAriaLabel={words.common.cancel}>
      <SignInForm hint={words.signIn.againBecause} />
    </Modal>
  );
}
