import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { RunRecipient } from '../../api/answers.ts';
import { useProblem } from '../../api/problems.ts';
import { useRecipients } from '../../api/task.ts';
import { DataTable, Empty } from '../../parts/data-table.tsx';
import { ExportButton } from '../../parts/export-button.tsx';
import { Failed } from '../../parts/problem.tsx';
import { SentMail } from '../../parts/sent-mail.tsx';
import { useCursorPages } from '../../parts/use-cursor-pages.ts';
import { SidePanel } from '../../shell/side-panel.tsx';
import { useWords } from '../../words/words.tsx';
import { useReaderColumns } from './reader-columns.tsx';
import { ReaderFilter, type Wanted } from './reader-filter.tsx';
import type { TabProps } from './tab-props.ts';

const PAGE_SIZE = 50;

/** Who got it, who did not, and why. */
export function Readers({ task, shown }: TabProps) {
  const words = useWords();
  const { run, outcome, reason, email, cursor } = useSearch({ from: '/signed-in/tasks/$taskId' });
  const navigate = useNavigate({ from: '/tasks/$taskId' });
  const [open, setOpen] = useState<RunRecipient>();
  const go = (next: Wanted & { cursor?: string | undefined }) =>
    void navigate({ search: { tab: 'readers', run, ...next }, resetScroll: false });
  const wanted = { outcome, reason, email };
  const recipients = useRecipients(task.taskId, { runId: shown?.runId, ...wanted, cursor, limit: PAGE_SIZE });
  const fault = useProblem(recipients.error).errorAt('/email');
  const pagination = useCursorPages({
    cursor,
    next: recipients.data?.nextCursor,
    filter: `${run} ${outcome} ${reason} ${email}`,
    go: (next) => go({ ...wanted, cursor: next }),
  });
  const columns = useReaderColumns(setOpen);
  if (recipients.error !== null && fault === undefined && recipients.data === undefined) {
    return <Failed error={recipients.error} onRetry={() => void recipients.refetch()} />;
  }
  const isFiltered = Object.values(wanted).some((value) => value !== undefined);
  return (
    <SpaceBetween size="s">
      {shown && (
        <Box textAlign="right">
          <ExportButton
            wish={{
              of: 'run',
              taskId: task.taskId,
              runId: shown.runId,
              ...(outcome && { outcome }),
              ...(reason && { reason }),
            }}
          />
        </Box>
      )}
      <DataTable
        label={words.taskPage.readers.list}
        filter={<ReaderFilter key={email} wanted={wanted} fault={fault} onChange={go} />}
        items={fault === undefined ? recipients.data?.items : []}
        idOf={({ email: address }) => address}
        columns={columns}
        pagination={pagination}
        empty={
          isFiltered ? (
            <Empty
              title={words.taskPage.readers.noMatch}
              action={<Button onClick={() => go({})}>{words.common.clearFilter}</Button>}
            />
          ) : (
            <Empty title={words.taskPage.readers.empty} why={words.taskPage.readers.emptyWhy} />
          )
        }
      />
      {open && <OpenMail key={open.email} recipient={open} onClose={() => setOpen(undefined)} />}
    </SpaceBetween>
  );
}

function OpenMail({ recipient, onClose }: { recipient: RunRecipient; onClose: () => void }) {
  const { sentMail } = useWords().people;
  return (
    <SidePanel header={sentMail} onClose={onClose}>
      <SentMail mailId={recipient.mailId} isSingle={false} delivery={recipient.delivery} />
    </SidePanel>
  );
}
