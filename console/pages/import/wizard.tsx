import Wizard from '@cloudscape-design/components/wizard';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ImportWish } from '../../api/imports.ts';
import { useFormProblem } from '../../api/problems.ts';
import { columnFaults } from '../../logic/import-columns.ts';
import { useWords } from '../../words/words.tsx';
import { ColumnsStep } from './columns-step.tsx';
import { FileStep } from './file-step.tsx';
import { ReviewStep } from './review-step.tsx';
import { type TableFile, useTableFile } from './use-table-file.ts';
import type { Upload } from './use-upload.ts';

const FILE = 0;
const COLUMNS = 1;

/** Which file, what its columns are, and what will become of it; nothing is sent before the last step. */
export function ImportWizard({ listId, name, upload }: { listId: string; name: string; upload: Upload }) {
  const words = useWords().imports;
  const navigate = useNavigate();
  const { table, open, readAs, name: nameColumn } = useTableFile();
  const [step, setStep] = useState(FILE);
  const [existing, setExisting] = useState<ImportWish['existing']>('replace');
  const [isRefused, setRefused] = useState(false);
  const faults = columnFaults(table?.columns ?? []);
  const problem = useFormProblem(upload.error, []);

  function go(requested: number): void {
    const mayGo = requested < step || (table !== null && (step !== COLUMNS || faults.size === 0));
    setRefused(!mayGo);
    if (mayGo) setStep(requested);
  }
  return (
    <Wizard
      activeStepIndex={step}
      isLoadingNextStep={upload.state === 'creating'}
      submitButtonText={words.begin}
      onNavigate={({ detail }) => go(detail.requestedStepIndex)}
      onCancel={() => void navigate({ to: '/lists/$listId', params: { listId } })}
      onSubmit={() => table !== null && upload.begin(table.file, wishOf(table, existing))}
      steps={[
        {
          title: words.steps.file,
          description: words.fileWhy,
          content: <FileStep table={table} isMissing={isRefused && table === null} onOpen={open} />,
        },
        {
          title: words.steps.columns,
          description: words.columnsWhy,
          content: table && <ColumnsStep table={table} faults={faults} onReadAs={readAs} onName={nameColumn} />,
        },
        {
          title: words.steps.review,
          errorText: problem,
          content: table && <ReviewStep list={name} table={table} existing={existing} onExisting={setExisting} />,
        },
      ]}
    />
  );
}

const wishOf = ({ encoding, delimiter, header, columns }: TableFile, existing: ImportWish['existing']): ImportWish => ({
  encoding,
  delimiter,
  header,
  existing,
  columns: columns.flatMap(({ index, as }) => (as?.trim() ? [{ column: index, as: as.trim() }] : [])),
});
