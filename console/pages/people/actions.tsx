import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Person } from '../../api/answers.ts';
import { RoleButton } from '../../parts/role-button.tsx';
import { useNeverMail } from '../../shell/suppressing.ts';
import { useWords } from '../../words/words.tsx';
import { AddToList } from './add-to-list.tsx';

/** What may be done for a person, also for one of whom nothing is known yet. */
export function PersonActions({ person, onPreview }: { person: Person; onPreview: () => void }) {
  const words = useWords().people;
  const [isAdding, setAdding] = useState(false);
  const { neverMail, isPending } = useNeverMail(person.email);
  const isSuppressed = person.suppressions.some(({ reason }) => reason !== 'unsubscribe');
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        <Button onClick={onPreview}>{words.wouldGet}</Button>
        <RoleButton needs="sender" onClick={() => setAdding(true)}>
          {words.addToList}
        </RoleButton>
        {!isSuppressed && (
          <RoleButton needs="sender" loading={isPending} onClick={neverMail}>
            {words.never}
          </RoleButton>
        )}
      </SpaceBetween>
      {isAdding && <AddToList email={person.email} onClose={() => setAdding(false)} />}
    </>
  );
}
