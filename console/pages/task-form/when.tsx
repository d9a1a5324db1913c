import Container from '@cloudscape-design/components/container';
import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import TimeInput from '@cloudscape-design/components/time-input';
import type { DryRun } from '../../api/answers.ts';
import { TYPES } from '../../logic/task-form.ts';
import { useWords } from '../../words/words.tsx';
import type { FieldProps } from './field-props.ts';
import { Occurrences } from './occurrences.tsx';
import { RuleFields, UntilFields } from './rule.tsx';

/** When it is sent: now, at a time, or again and again. `isNew`: whether that may still be chosen. */
export function WhenFields({ isNew, run, ...props }: FieldProps & { isNew: boolean; run: DryRun | undefined }) {
  const { taskForm: words, task } = useWords();
  const { form, onChange } = props;
  return (
    <Container header={<Header variant="h2">{words.when}</Header>}>
      <SpaceBetween size="l">
        <FormField {...(!isNew && { description: words.typeStays })} stretch>
          <Tiles
            value={form.type}
            ariaLabel={words.when}
            columns={3}
            items={TYPES.map((value) => ({ value, label: task.types[value], disabled: !isNew && value !== form.type }))}
            onChange={({ detail }) => onChange({ type: TYPES.find((type) => type === detail.value) ?? 'immediate' })}
          />
        </FormField>
        {form.type === 'recurring' && <RuleFields {...props} />}
        {form.type !== 'immediate' && <TimeFields {...props} />}
        {form.type === 'recurring' && <UntilFields {...props} />}
        {form.type !== 'immediate' && <Occurrences form={form} run={run} />}
      </SpaceBetween>
    </Container>
  );
}

function TimeFields({ form, onChange, errorAt }: FieldProps) {
  const { taskForm: words } = useWords();
  const isOnce = form.type === 'timed';
  return (
    <SpaceBetween size="l">
      <FormField
        label={isOnce ? words.day : words.begins}
        {...(!isOnce && { description: words.beginsHint })}
        errorText={errorAt('/startAt')}
      >
        <DatePicker value={form.date} onChange={({ detail }) => onChange({ date: detail.value })} />
      </FormField>
      <FormField label={words.time} errorText={errorAt('/recurrence/at')}>
        <TimeInput
          value={form.time}
          format="hh:mm"
          placeholder="09:00"
          onChange={({ detail }) => onChange({ time: detail.value })}
        />
      </FormField>
      <FormField label={words.zone} errorText={errorAt('/timeZone')}>
        <Select
          selectedOption={{ value: form.timeZone, label: form.timeZone }}
          options={zonesWith(form.timeZone)}
          filteringType="auto"
          virtualScroll
          onChange={({ detail }) => onChange({ timeZone: detail.selectedOption.value ?? form.timeZone })}
        />
      </FormField>
    </SpaceBetween>
  );
}

/** All zones that the browser knows, with UTC and the chosen one, which it may know under another name. */
const zonesWith = (chosen: string) =>
  [...new Set(['UTC', chosen, ...Intl.supportedValuesOf('timeZone')])].map((value) => ({ value, label: value }));
