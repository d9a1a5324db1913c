import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import type { Recipient } from '../../api/answers.ts';
import { useAddMembers, useRemoveMember } from '../../api/lists.ts';
import { mayDo, useSignedIn } from '../../api/session.ts';
import { tell } from '../../shell/notices.tsx';
import { useTellOutcome } from '../../shell/tell-outcome.ts';
import { useWords } from '../../words/words.tsx';

interface MemberActionsProps {
  listId: string;
  member: Recipient;
  onEdit: () => void;
}

/** What may be done with a recipient of the list. */
export function MemberActions({ listId, member, onEdit }: MemberActionsProps) {
  const words = useWords();
  const { role } = useSignedIn();
  const { remove, isPending } = useRemoval(listId, member);
  const refusal = mayDo(role, 'sender') ? {} : { disabled: true, disabledReason: words.needsRole(words.roles.sender) };
  return (
    <ButtonDropdown
      variant="inline-icon"
      expandToViewport
      ariaLabel={words.common.actionsOf(member.email)}
      loading={isPending}
      items={[
        { id: 'edit', text: words.lists.readers.edit, ...refusal },
        { id: 'remove', text: words.lists.readers.remove, ...refusal },
      ]}
      onItemClick={({ detail }) => (detail.id === 'edit' ? onEdit() : remove())}
    />
  );
}

/** Takes a recipient off the list, and offers the way back. */
function useRemoval(listId: string, member: Recipient): { remove: () => void; isPending: boolean } {
  const { readers: words } = useWords().lists;
  const removal = useRemoveMember(listId);
  const addition = useAddMembers(listId);
  const tellOutcome = useTellOutcome();
  const putBack = (): void =>
    addition.mutate(
      { recipients: [member], idempotencyKey: crypto.randomUUID() },
      tellOutcome(words.backAgain(member.email)),
    );
  const remove = (): void =>
    removal.mutate(member.email, {
      ...tellOutcome(''),
      onSuccess: () =>
        tell({ type: 'success', text: words.removed(member.email), undo: { text: words.undo, run: putBack } }),
    });
  return { remove, isPending: removal.isPending };
}
