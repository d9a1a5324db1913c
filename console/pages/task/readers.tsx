import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { RunRecipient } from '../../api/answers.ts';
import { useProblem } from '../../api/problems.ts';
import { useRecipients } from '../../api/task.ts';
import { OUTCOMES } from '../../logic/outcomes.ts';
import { DataTable, Empty } from '../../parts/data-table.tsx';
import { ExportButton } from '../../parts/export-button.tsx';
import { Failed } from '../../parts/problem.tsx';
import { useCursorPages } from '../../parts/use-cursor-pages.ts';
import { useWords } from '../../words/words.tsx';
import { useReaderColumns } from './reader-columns.tsx';
import type { TabProps } from './tab-props.ts';

const PAGE_SIZE = 50;

/** Who got it, who did not, and why. */
export function Readers({ task, shown }: TabProps) {
  const words = useWords();
  const { run, outcome, email, cursor } = useSearch({ from: '/signed-in/tasks/$taskId' });
  const navigate = useNavigate({ from: '/tasks/$taskId' });
  const go = (next: {
    outcome?: RunRecipient['outcome'] | undefined;
    email?: string | undefined;
    cursor?: string | undefined;
  }) => void navigate({ search: { tab: 'readers', run, ...next }, resetScroll: false });
  const recipients = useRecipients(task.taskId, { runId: shown?.runId, outcome, email, cursor, limit: PAGE_SIZE });
  const fault = useProblem(recipients.error).errorAt('/email');
  const pagination = useCursorPages({
    cursor,
    next: recipients.data?.nextCursor,
    filter: `${run} ${outcome} ${email}`,
    go: (next) => go({ outcome, email, cursor: next }),
  });
  const columns = useReaderColumns();
  if (recipients.error !== null && fault === undefined && recipients.data === undefined) {
    return <Failed error={recipients.error} onRetry={() => void recipients.refetch()} />;
  }
  const isFiltered = outcome !== undefined || email !== undefined;
  return (
    <SpaceBetween size="s">
      {shown && (
        <Box textAlign="right">
          <ExportButton wish={{ of: 'run', taskId: task.taskId, runId: shown.runId, ...(outcome && { outcome }) }} />
        </Box>
      )}
      <DataTable
        label={words.taskPage.readers.list}
        filter={<Filter key={email} outcome={outcome} email={email} fault={fault} onChange={go} />}
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
    </SpaceBetween>
  );
}

interface FilterProps {
  outcome: RunRecipient['outcome'] | undefined;
  email: string | undefined;
  fault: string | undefined;
  onChange: (filter: { outcome?: RunRecipient['outcome'] | undefined; email?: string | undefined }) => void;
}

function Filter({ outcome, email, fault, onChange }: FilterProps) {
  const { task, taskPage } = useWords();
  const [typed, setTyped] = useState(email ?? '');
  const options = [
    { value: '', label: taskPage.readers.all },
    ...OUTCOMES.map((value) => ({ value, label: task.outcomes[value] })),
  ];
  const find = (): void => onChange({ outcome, email: typed.trim() === '' ? undefined : typed.trim() });
  return (
    <Grid gridDefinition={[{ colspan: { default: 12, xs: 4 } }, { colspan: { default: 12, xs: 8 } }]}>
      <FormField label={taskPage.readers.outcome}>
        <Select
          expandToViewport
          selectedOption={options.find(({ value }) => value === (outcome ?? '')) ?? null}
          options={options}
          onChange={({ detail }) =>
            onChange({ outcome: OUTCOMES.find((each) => each === detail.selectedOption.value), email })
          }
        />
      </FormField>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          find();
        }}
      >
        <FormField
          label={taskPage.readers.address}
          errorText={fault}
          secondaryControl={<Button formAction="submit">{taskPage.readers.find}</Button>}
        >
          <Input type="search" value={typed} onChange={({ detail }) => setTyped(detail.value)} />
        </FormField>
      </form>
    </Grid>
  );
}
