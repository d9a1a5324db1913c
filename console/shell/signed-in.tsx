import Modal from '@cloudscape-design/components/modal';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';
import { gate } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { Failed } from '../parts/problem.tsx';
import { useWords } from '../words/words.tsx';
import { Shell } from './shell.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** Lets only signed-in users see the pages within; others sign in first, and come back. */
export function SignedIn() {
  const { session, error } = useSession();
  if (error !== null && session === undefined) return <Failed error={error} onRetry={() => location.reload()} />;
  if (session === undefined) return null;
  if (session === null) return <ToSignIn />;
  return (
    <>
      <Shell />
      <SignInAgain />
    </>
  );
}

/** Leaves once, with the address that it was rendered at: on the way, the router's is already another. */
function ToSignIn() {
  const router = useRouter();
  useEffect(() => {
    void router.navigate({ to: '/sign-in', search: { to: router.state.location.href }, replace: true });
  }, [router]);
  return null;
}

/** Over the page whose session has ended, which keeps all that was typed. Put off, it can still be read and copied. */
function SignInAgain() {
  const words = useWords();
  const state = useSyncExternalStore(gate.subscribe, gate.state);
  if (state !== 'asking') return null;
  return (
    <Modal visible header={words.signIn.again} closeAriaLabel={words.common.cancel} onDismiss={gate.leave}>
      <SignInForm hint={words.signIn.againBecause} />
    </Modal>
  );
}
