import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import type { Role } from '../api/answers.ts';
import { mayDo, useSignedIn } from '../api/session.ts';
import { useWords } from '../words/words.tsx';

/** A button for what needs a role; whose key lacks it reads which. */
export function RoleButton({ needs, ...button }: ButtonProps & { needs: Role }) {
  const words = useWords();
  const { role } = useSignedIn();
  if (mayDo(role, needs)) return <Button {...button} />;
  return <Button {...button} disabled disabledReason={words.needsRole(words.roles[needs])} />;
}
