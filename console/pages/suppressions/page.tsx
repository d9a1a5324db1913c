import Button from '@cloudscape-design/components/button';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import * as z from 'zod/mini';
import type { Suppression } from '../../api/answers.ts';
import { useDomains } from '../../api/domains.ts';
import { useSuppressions } from '../../api/suppressions.ts';
import { AddressSearch } from '../../parts/address-search.tsx';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { ExportButton } from '../../parts/export-button.tsx';
import { LetBeMailed } from '../../parts/let-be-mailed.tsx';
import { PersonLink } from '../../parts/person-link.tsx';
import { Failed } from '../../parts/problem.tsx';
import { RoleButton } from '../../parts/role-button.tsx';
import { Time } from '../../parts/time.tsx';
import { useCursorPages } from '../../parts/use-cursor-pages.ts';
import { useTellFreed } from '../../shell/suppressing.ts';
import { useWords } from '../../words/words.tsx';
import { AddSuppressions } from './add-suppressions.tsx';

const PAGE_SIZE = 50;
const REASONS = ['bounce', 'complaint', 'manual', 'unsubscribe'] as const satisfies Suppression['reason'][];

export const suppressionsSearch = z.object({
  email: z.catch(z.optional(z.string()), undefined),
  reason: z.catch(z.optional(z.enum(REASONS)), undefined),
  domain: z.catch(z.optional(z.string()), undefined),
  cursor: z.catch(z.optional(z.string()), undefined),
});

/** Who is not mailed, newest first, and why. */
export function SuppressionsPage() {
  const words = useWords();
  const { email, reason, domain, cursor } = useSearch({ from: '/signed-in/suppressions' });
  const navigate = useNavigate({ from: '/suppressions' });
  const [isAdding, setAdding] = useState(false);
  const [freed, setFreed] = useState<Suppression>();
  const tellFreed = useTellFreed();
  const found = useSuppressions({ email, reason, domain, cursor, limit: PAGE_SIZE });
  const pagination = useCursorPages({
    cursor,
    next: found.data?.nextCursor,
    filter: `${email} ${reason} ${domain}`,
    go: (next) => void navigate({ search: { email, reason, domain, cursor: next } }),
  });
  const columns = useColumns(setFreed);
  if (found.error !== null && found.data === undefined) {
    return <Failed error={found.error} onRetry={() => void found.refetch()} />;
  }
  const isFiltered = email !== undefined || reason !== undefined || domain !== undefined;
  return (
    <>
      <DataTable
        title={words.suppressions.title}
        label={words.suppressions.list}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <ExportButton wish={{ of: 'suppressions', ...(reason && { reason }), ...(domain && { domain }) }} />
            <RoleButton needs="sender" variant="primary" onClick={() => setAdding(true)}>
              {words.suppressions.add}
            </RoleButton>
          </SpaceBetween>
        }
        filter={
          <SpaceBetween direction="horizontal" size="xs">
            <AddressSearch
              key={email}
              email={email}
              label={words.lists.readers.search}
              onSearch={(address) => void navigate({ search: { email: address, reason, domain } })}
            />
            <ReasonSelect
              reason={reason}
              onChange={(chosen) => void navigate({ search: { email, reason: chosen, domain } })}
            />
            <DomainSelect
              domain={domain}
              onChange={(chosen) => void navigate({ search: { email, reason, domain: chosen } })}
            />
          </SpaceBetween>
        }
        items={found.data?.items}
        idOf={(item) => `${item.email} ${item.domain}`}
        columns={columns}
        pagination={pagination}
        empty={
          isFiltered ? (
            <Empty
              title={words.suppressions.noMatch}
              action={<Button onClick={() => void navigate({ search: {} })}>{words.common.clearFilter}</Button>}
            />
          ) : (
            <Empty title={words.suppressions.empty} why={words.suppressions.emptyWhy} />
          )
        }
      />
      {isAdding && <AddSuppressions onClose={() => setAdding(false)} />}
      {freed && (
        <LetBeMailed suppression={freed} onFreed={() => tellFreed(freed)} onClose={() => setFreed(undefined)} />
      )}
    </>
  );
}

interface ReasonSelectProps {
  reason: Suppression['reason'] | undefined;
  onChange: (reason: Suppression['reason'] | undefined) => void;
}

function ReasonSelect({ reason, onChange }: ReasonSelectProps) {
  const { columns, allReasons, reasons } = useWords().suppressions;
  const options = [{ value: '', label: allReasons }, ...REASONS.map((value) => ({ value, label: reasons[value] }))];
  return (
    <Select
      ariaLabel={columns.reason}
      expandToViewport
      selectedOption={options.find(({ value }) => value === (reason ?? '')) ?? null}
      options={options}
      onChange={({ detail }) => onChange(REASONS.find((value) => value === detail.selectedOption.value))}
    />
  );
}

interface DomainSelectProps {
  domain: string | undefined;
  onChange: (domain: string | undefined) => void;
}

/** Only those who left one domain; a domain that is gone stays in the filter that names it. */
function DomainSelect({ domain, onChange }: DomainSelectProps) {
  const { columns, anyDomain } = useWords().suppressions;
  const { data: domains = [] } = useDomains();
  const options = [{ value: '', label: anyDomain }, ...domains.map(({ domain: value }) => ({ value, label: value }))];
  return (
    <Select
      ariaLabel={columns.domain}
      expandToViewport
      selectedOption={options.find(({ value }) => value === (domain ?? '')) ?? { value: domain, label: domain }}
      options={options}
      onChange={({ detail }) => onChange(detail.selectedOption.value || undefined)}
    />
  );
}

function useColumns(
  onFree: (suppression: Suppression) => void,
): readonly [Column<Suppression>, ...Column<Suppression>[]] {
  const words = useWords().suppressions;
  const { columns, reasons } = words;
  return [
    { id: 'email', header: columns.email, minWidth: 220, cell: ({ email }) => <PersonLink email={email} /> },
    { id: 'reason', header: columns.reason, minWidth: 160, cell: ({ reason }) => reasons[reason] },
    { id: 'domain', header: columns.domain, minWidth: 160, cell: ({ domain }) => <bdi>{domain ?? words.all}</bdi> },
    { id: 'since', header: columns.since, minWidth: 140, cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      id: 'free',
      header: columns.action,
      minWidth: 170,
      cell: (suppression) => (
        <RoleButton
          needs="sender"
          variant="inline-link"
          ariaLabel={words.freeOf(suppression.email)}
          onClick={() => onFree(suppression)}
        >
          {words.free}
        </RoleButton>
      ),
    },
  ];
}
