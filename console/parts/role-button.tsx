import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import type { Role } from '../api/answers.ts';
import { useOnline } from '../api/connection.ts';
import { mayDo, useSignedIn } from '../api/session.ts';
import { useWords } from '../words/words.tsx';

/** Why nothing can be changed now: for want of a network, or of the role that it needs; undefined where it can be. */
export function useRefusal(needs: Role = 'viewer'): string | undefined {
  const words = useWords();
  const { role } = useSignedIn();
  const isOnline = useOnline();
  if (!mayDo(role, needs)) return words.needsRole(words.roles[needs]);
  return isOnline ? undefined : words.problems.offline;
}

/** A button for what changes something; where that cannot be, it says why. `needs`: the least role. @default viewer */
export function RoleButton({ needs, ...button }: ButtonProps & { needs?: Role }) {
  const refusal = useRefusal(needs);
  if (refusal === undefined) return <Button {...button} />;
  return <Button {...button} disabled disabledReason={refusal} />;
}
