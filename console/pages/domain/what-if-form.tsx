import ColumnLayout from '@cloudscape-design/components/column-layout';
import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import Textarea from '@cloudscape-design/components/textarea';
import type { Domain } from '../../api/answers.ts';
import { useProblem } from '../../api/problems.ts';
import { LEVEL_RULES, PARK_RULES, PLANS, type Proposal, stepsIn, wholeNumber } from '../../logic/proposal.ts';
import { useWords } from '../../words/words.tsx';

interface FormProps {
  warmUp: Domain['warmUp'];
  proposal: Proposal;
  error: Error | null;
  onChange: (proposal: Proposal) => void;
}

/** The warm-up as it is, each field of which may be tried out otherwise. */
export function WhatIfForm({ warmUp, proposal, error, onChange }: FormProps) {
  const { warmUp: words } = useWords();
  const { errorAt, text, restBut } = useProblem(error);
  const change = (some: Proposal): void => onChange({ ...proposal, ...some });
  const plan = proposal.plan ?? warmUp.plan;
  const level = proposal.level ?? String(warmUp.level ?? '');
  return (
    <ColumnLayout columns={2}>
      <FormField label={words.plan} errorText={errorAt('/plan')}>
        <Choice
          value={plan}
          values={PLANS}
          texts={words.plans}
          onChange={(chosen) => onChange(withPlan(proposal, chosen, warmUp))}
        />
      </FormField>
      <FormField
        label={words.level}
        description={words.levelHint}
        errorText={wholeNumber(level) === null && level !== '' ? words.notWhole : errorAt('/level')}
      >
        <Input
          value={plan === 'unlimited' ? '' : level}
          disabled={plan === 'unlimited'}
          inputMode="numeric"
          onChange={({ detail }) => change({ level: detail.value === '' ? undefined : detail.value })}
        />
      </FormField>
      {plan === 'custom' && (
        <Steps
          value={proposal.steps ?? warmUp.steps?.join(' ') ?? ''}
          fault={errorAt('/steps')}
          onChange={(steps) => change({ plan, steps })}
        />
      )}
      <FormField label={words.levelRule} errorText={errorAt('/levelRule')}>
        <Choice
          value={proposal.levelRule ?? warmUp.levelRule}
          values={LEVEL_RULES}
          texts={words.levelRules}
          onChange={(levelRule) => change({ levelRule: levelRule === warmUp.levelRule ? undefined : levelRule })}
        />
      </FormField>
      <FormField label={words.parkUntil} errorText={errorAt('/parkUntil')}>
        <Choice
          value={proposal.parkUntil ?? warmUp.parkUntil}
          values={PARK_RULES}
          texts={words.parkRules}
          onChange={(parkUntil) => change({ parkUntil: parkUntil === warmUp.parkUntil ? undefined : parkUntil })}
        />
      </FormField>
      <Mailing proposal={proposal} fault={errorAt('/add/0/mails') ?? restOfFaults()} onChange={change} />
    </ColumnLayout>
  );
  function restOfFaults(): string | undefined {
    const rest = restBut(['/plan', '/level', '/steps', '/levelRule', '/parkUntil', '/add/0/mails']);
    return rest.length > 0 ? rest.join(' ') : proposal.addMails === undefined ? undefined : text;
  }
}

/** Another plan begins with its own steps; the plan as it is needs none. */
function withPlan(proposal: Proposal, plan: (typeof PLANS)[number], warmUp: Domain['warmUp']): Proposal {
  const { steps, ...rest } = proposal;
  if (plan === 'custom') return { ...rest, plan, steps: steps ?? warmUp.steps?.join(' ') ?? '500 1000 2000 5000' };
  return { ...rest, plan: plan === warmUp.plan ? undefined : plan };
}

function Steps({
  value,
  fault,
  onChange,
}: {
  value: string;
  fault: string | undefined;
  onChange: (steps: string) => void;
}) {
  const { warmUp: words } = useWords();
  return (
    <FormField
      label={words.steps}
      description={words.stepsHint}
      errorText={stepsIn(value) === null ? words.notSteps : fault}
    >
      <Textarea value={value} rows={3} spellcheck={false} onChange={({ detail }) => onChange(detail.value)} />
    </FormField>
  );
}

/** A mailing that does not exist: how much it sends, and when. */
function Mailing({
  proposal: { addMails, addOn },
  fault,
  onChange,
}: {
  proposal: Proposal;
  fault: string | undefined;
  onChange: (some: Proposal) => void;
}) {
  const { warmUp: words } = useWords();
  const isFaulty = addMails !== undefined && wholeNumber(addMails) === null;
  return (
    <ColumnLayout columns={2}>
      <FormField label={words.addMails} description={words.addMailsHint} errorText={isFaulty ? words.notWhole : fault}>
        <Input
          value={addMails ?? ''}
          inputMode="numeric"
          onChange={({ detail }) => onChange({ addMails: detail.value === '' ? undefined : detail.value })}
        />
      </FormField>
      <FormField label={words.addOn} description={words.addOnHint}>
        <DatePicker
          value={addOn ?? ''}
          expandToViewport
          openCalendarAriaLabel={(date) => words.chooseDay(date ?? '')}
          onChange={({ detail }) => onChange({ addOn: detail.value === '' ? undefined : detail.value })}
        />
      </FormField>
    </ColumnLayout>
  );
}

interface ChoiceProps<Value extends string> {
  value: Value;
  values: readonly Value[];
  texts: Record<Value, string>;
  onChange: (value: Value) => void;
}

function Choice<Value extends string>({ value, values, texts, onChange }: ChoiceProps<Value>) {
  return (
    <Select
      expandToViewport
      selectedOption={{ value, label: texts[value] }}
      options={values.map((one) => ({ value: one, label: texts[one] }))}
      onChange={({ detail }) => {
        const chosen = values.find((one) => one === detail.selectedOption.value);
        if (chosen !== undefined) onChange(chosen);
      }}
    />
  );
}
