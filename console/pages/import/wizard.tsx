import Wizard from '@cloudscape-design/components/wizard';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ImportWish } from '../../api/imports.ts';
import { keepMapping } from '../../api/last-mappings.ts';
import { useFormProblem } from '../../api/problems.ts';
import { columnFaults } from '../../logic/import-columns.ts';
import { mappingOf } from '../../logic/import-mapping.ts';
import { useWords } from '../../words/words.tsx';
import { ColumnsStep } from './columns-step.tsx';
import { FileStep } from './file-step.tsx';
import { ReviewStep } from './review-step.tsx';
import type { ChosenFile, TableFile } from './use-table-file.ts';
import type { Upload } from './use-upload.ts';

const FILE = 0;
const COLUMNS = 1;

interface ImportWizardProps {
  listId: string;
  name: string;
  upload: Upload;
  chosen: ChosenFile;
  /** Where it begins with a file that was chosen already. */
  first: 'columns' | undefined;
}

/** Which file, what its columns are, and what will become of it; nothing is sent before the last step. */
export function ImportWizard({ listId, name, upload, chosen, first }: ImportWizardProps) {
  const words = useWords().imports;
  const navigate = useNavigate();
  const { table, open, readAs, name: nameColumn } = chosen;
  const [step, setStep] = useState(first === 'columns' && table !== null ? COLUMNS : FILE);
  const [existing, setExisting] = useState<ImportWish['existing']>('replace');
  const [isRefused, setRefused] = useState(false);
  const faults = columnFaults(table?.columns ?? []);
  const problem = useFormProblem(upload.error, []);

  function go(requested: number): void {
    const mayGo = requested < step || (table !== null && (step !== COLUMNS || faults.size === 0));
    setRefused(!mayGo);
    if (mayGo) setStep(requested);
  }
  function begin(of: TableFile): void {
    keepMapping(listId, mappingOf(of.columns));
    upload.begin(of.file, wishOf(of, existing));
  }
  return (
    <Wizard
      activeStepIndex={step}
      isLoadingNextStep={upload.state === 'creating'}
      submitButtonText={words.begin}
      onNavigate={({ detail }) => go(detail.requestedStepIndex)}
      onCancel={() => void navigate({ to: '/lists/$listId', params: { listId } })}
      onSubmit={() => table !== null && begin(table)}
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
