import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import { useRunLinks } from '../../../api/results.ts';
import type { ShownRun } from '../../../logic/shown-run.ts';
import { DataTable, Empty } from '../../../parts/data-table.tsx';
import { useFormats } from '../../../parts/formats.ts';
import { Failed } from '../../../parts/problem.tsx';
import { useWords } from '../../../words/words.tsx';

/** The links that readers followed, by how many did. */
export function Links({ taskId, run }: { taskId: string; run: ShownRun }) {
  const said = useWords().taskPage.results;
  const formats = useFormats();
  const { data, error, refetch } = useRunLinks(taskId, run);
  return (
    <>
      <Header variant="h3">{said.links}</Header>
      {error !== null && data === undefined ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : (
        <DataTable
          label={said.links}
          isFixed
          items={data?.items}
          idOf={({ url }) => url}
          columns={[
            {
              id: 'url',
              header: said.link,
              minWidth: 220,
              cell: ({ url }) => (
                <Link href={url} external>
                  <bdi>{url}</bdi>
                </Link>
              ),
            },
            { id: 'readers', header: said.recipients, cell: ({ readers }) => formats.count(readers) },
          ]}
          empty={<Empty title={said.noLinks} />}
        />
      )}
      {data !== undefined && data.other > 0 && <Box variant="small">{said.otherLinks(formats.count(data.other))}</Box>}
    </>
  );
}
