import Link from '@cloudscape-design/components/link';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Import } from '../../api/answers.ts';
import { useImports } from '../../api/lists.ts';
import { Count } from '../../parts/count.tsx';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { ImportStatus } from '../../parts/import-status.tsx';
import { Failed } from '../../parts/problem.tsx';
import { Time } from '../../parts/time.tsx';
import { useCursorPages } from '../../parts/use-cursor-pages.ts';
import { useWords } from '../../words/words.tsx';

const PAGE_SIZE = 20;

/** The files that came into the list, and what became of their rows. */
export function Imports({ listId }: { listId: string }) {
  const words = useWords().lists.imports;
  const { cursor } = useSearch({ from: '/signed-in/lists/$listId' });
  const navigate = useNavigate({ from: '/lists/$listId' });
  const imports = useImports(listId, { cursor, limit: PAGE_SIZE });
  const pagination = useCursorPages({
    cursor,
    next: imports.data?.nextCursor,
    filter: 'imports',
    go: (next) => void navigate({ search: { tab: 'imports', cursor: next } }),
  });
  const columns = useImportColumns();
  if (imports.error !== null && imports.data === undefined) {
    return <Failed error={imports.error} onRetry={() => void imports.refetch()} />;
  }
  return (
    <DataTable
      label={words.list}
      items={imports.data?.items}
      idOf={({ importId }) => importId}
      columns={columns}
      pagination={pagination}
      empty={<Empty title={words.empty} why={words.emptyWhy} />}
    />
  );
}

function useImportColumns(): readonly [Column<Import>, ...Column<Import>[]] {
  const words = useWords().lists.imports;
  return [
    { id: 'started', header: words.started, minWidth: 140, cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      id: 'status',
      header: words.status,
      minWidth: 140,
      cell: (shown) => (
        <Link href={`/console/lists/${shown.listId}/import?import=${shown.importId}`}>
          <ImportStatus shown={shown} />
        </Link>
      ),
    },
    { id: 'rows', header: words.rows, cell: ({ rows }) => <Count of={rows} /> },
    { id: 'added', header: words.added, cell: ({ added }) => <Count of={added} /> },
    { id: 'repeated', header: words.repeated, cell: ({ repeated }) => <Count of={repeated} /> },
    { id: 'invalid', header: words.invalid, cell: ({ invalid }) => <Count of={invalid} /> },
    {
      id: 'problems',
      header: words.problems,
      minWidth: 160,
      cell: ({ errorsUrl }) =>
        errorsUrl === null ? (
          '–'
        ) : (
          <Link href={errorsUrl} external={false} rel="noopener noreferrer">
            {words.download}
          </Link>
        ),
    },
  ];
}
