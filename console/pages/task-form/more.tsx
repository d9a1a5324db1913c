import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useWords } from '../../words/words.tsx';
import type { FieldProps } from './field-props.ts';

const OVERLAPS = ['queue-one', 'skip'] as const;

/** What is seldom changed. */
export function MoreFields({ form, onChange, errorAt }: FieldProps) {
  const { taskForm: words } = useWords();
  return (
    <ExpandableSection variant="container" headerText={words.more}>
      <SpaceBetween size="l">
        <FormField label={words.name} description={words.nameHint} errorText={errorAt('/name')}>
          <Input value={form.name} onChange={({ detail }) => onChange({ name: detail.value })} />
        </FormField>
        <Toggle checked={form.unsubscribe} onChange={({ detail }) => onChange({ unsubscribe: detail.checked })}>
          {words.unsubscribe}
        </Toggle>
        <Toggle checked={form.tracking} onChange={({ detail }) => onChange({ tracking: detail.checked })}>
          {words.tracking}
        </Toggle>
        {form.type === 'recurring' && (
          <FormField label={words.overlap}>
            <RadioGroup
              value={form.overlap}
              items={OVERLAPS.map((value) => ({ value, label: words.overlaps[value] }))}
              onChange={({ detail }) =>
                onChange({ overlap: OVERLAPS.find((overlap) => overlap === detail.value) ?? form.overlap })
              }
            />
          </FormField>
        )}
      </SpaceBetween>
    </ExpandableSection>
  );
}
