import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import type { RunRecipient } from '../../api/answers.ts';
import { OUTCOMES } from '../../logic/outcomes.ts';
import { useWords } from '../../words/words.tsx';

/** What runs write down as a code, so that it can be looked for. */
const REASONS = [
  'suppressed',
  'unsubscribed',
  'removed',
  'excluded-list',
  'already-sent',
  'cancelled',
  'template-error',
] as const;

/** Which readers are wanted; what is left out is any. */
export interface Wanted {
  outcome?: RunRecipient['outcome'] | undefined;
  /** The code of a cause. */
  reason?: string | undefined;
  email?: string | undefined;
}

interface ReaderFilterProps {
  wanted: Wanted;
  /** What is wrong with the address. */
  fault: string | undefined;
  onChange: (wanted: Wanted) => void;
}

/** Narrows the readers down to an outcome, a reason or one address. */
export function ReaderFilter({ wanted, fault, onChange }: ReaderFilterProps) {
  const { task, taskPage, suppressions } = useWords();
  const { readers: words } = taskPage;
  const [typed, setTyped] = useState(wanted.email ?? '');
  const outcomes = OUTCOMES.map((value) => ({ value, label: task.outcomes[value] }));
  const reasons = [
    ...REASONS.map((value) => ({ value, label: task.reasons[value] })),
    { value: 'missing-variable', label: task.lacks('…') },
  ];
  const find = (): void => onChange({ ...wanted, email: typed.trim() === '' ? undefined : typed.trim() });
  return (
    <Grid
      gridDefinition={[
        { colspan: { default: 12, xs: 3 } },
        { colspan: { default: 12, xs: 4 } },
        { colspan: { default: 12, xs: 5 } },
      ]}
    >
      <FormField label={words.outcome} stretch>
        <Choice
          all={words.all}
          chosen={wanted.outcome}
          options={outcomes}
          onChange={(value) => onChange({ ...wanted, outcome: OUTCOMES.find((each) => each === value) })}
        />
      </FormField>
      <FormField label={words.reason} stretch>
        <Choice
          all={suppressions.allReasons}
          chosen={wanted.reason}
          options={reasons}
          onChange={(reason) => onChange({ ...wanted, reason })}
        />
      </FormField>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          find();
        }}
      >
        <FormField
          label={words.address}
          errorText={fault}
          secondaryControl={<Button formAction="submit">{words.find}</Button>}
        >
          <Input type="search" value={typed} onChange={({ detail }) => setTyped(detail.value)} />
        </FormField>
      </form>
    </Grid>
  );
}

interface ChoiceProps {
  /** What no choice is called. */
  all: string;
  chosen: string | undefined;
  options: readonly { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
}

function Choice({ all, chosen, options, onChange }: ChoiceProps) {
  const offered = [{ value: '', label: all }, ...options];
  return (
    <Select
      expandToViewport
      selectedOption={offered.find(({ value }) => value === (chosen ?? '')) ?? null}
      options={offered}
      onChange={({ detail }) => onChange(detail.selectedOption.value || undefined)}
    />
  );
}
