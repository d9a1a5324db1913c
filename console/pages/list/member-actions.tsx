import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import type { Recipient } from '../../api/answers.ts';
import { mayDo, useSignedIn } from '../../api/session.ts';
import { useTakeOffList } from '../../shell/take-off-list.ts';
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
  const { takeOff, isPending } = useTakeOffList(listId, member);
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
      onItemClick={({ detail }) => (detail.id === 'edit' ? onEdit() : takeOff())}
    />
  );
}
