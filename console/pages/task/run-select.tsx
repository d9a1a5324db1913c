import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Run } from '../../api/answers.ts';
import { useNow } from '../../api/product-clock.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

/** Chooses the run that the page shows; one that was missed says why. */
export function RunSelect({ runs, shown }: { runs: readonly Run[]; shown: string }) {
  const words = useWords().taskPage;
  const formats = useFormats();
  const now = useNow();
  const { tab } = useSearch({ from: '/signed-in/tasks/$taskId' });
  const navigate = useNavigate({ from: '/tasks/$taskId' });
  const options = runs.map(({ runId, status, reason, scheduledFor, retryOf }) => ({
    value: runId,
    label: retryOf === null ? formats.near(scheduledFor, now) : words.retryOf(formats.near(scheduledFor, now)),
    description:
      status === 'missed'
        ? (words.missed[reason as keyof typeof words.missed] ?? reason ?? '')
        : words.runStatuses[status],
  }));
  return (
    <FormField label={words.run}>
      <Select
        selectedOption={options.find(({ value }) => value === shown) ?? null}
        options={options}
        onChange={({ detail }) => {
          const run = detail.selectedOption.value;
          void navigate({ search: { tab, run: run === runs[0]?.runId ? undefined : run } });
        }}
      />
    </FormField>
  );
}
