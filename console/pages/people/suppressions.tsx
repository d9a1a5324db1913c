import { useState } from 'react';
import type { Person } from '../../api/answers.ts';
import type { NewSuppression } from '../../api/suppressions.ts';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { LetBeMailed } from '../../parts/let-be-mailed.tsx';
import { RoleButton } from '../../parts/role-button.tsx';
import { Time } from '../../parts/time.tsx';
import { useTellFreed } from '../../shell/suppressing.ts';
import { useWords } from '../../words/words.tsx';

type Held = Person['suppressions'][number];

/** Why the address is not mailed, and the way back. */
export function Suppressions({ person: { email, suppressions } }: { person: Person }) {
  const words = useWords();
  const [freed, setFreed] = useState<NewSuppression>();
  const tellFreed = useTellFreed();
  const { columns, reasons, all, free } = words.suppressions;
  const shown: readonly [Column<Held>, ...Column<Held>[]] = [
    { id: 'reason', header: columns.reason, cell: ({ reason }) => reasons[reason] },
    { id: 'domain', header: columns.domain, cell: ({ domain }) => <bdi>{domain ?? all}</bdi> },
    { id: 'since', header: columns.since, cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      id: 'free',
      header: columns.action,
      cell: ({ reason, domain }) => (
        <RoleButton needs="sender" variant="inline-link" onClick={() => setFreed({ email, reason, domain })}>
          {free}
        </RoleButton>
      ),
    },
  ];
  return (
    <>
      <DataTable
        isFixed
        label={words.people.suppressions}
        items={suppressions}
        idOf={({ reason, domain }) => `${reason} ${domain}`}
        columns={shown}
        empty={<Empty title={words.people.notSuppressed} />}
      />
      {freed && (
        <LetBeMailed suppression={freed} onFreed={() => tellFreed(freed)} onClose={() => setFreed(undefined)} />
      )}
    </>
  );
}
