import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Multiselect, { type MultiselectProps } from '@cloudscape-design/components/multiselect';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { ENDS, EVERY } from '../../logic/task-form.ts';
import { LOCALES, useLanguage, useWords } from '../../words/words.tsx';
import type { FieldProps } from './field-props.ts';

const WEEK_DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
/** A Monday. */
const MONDAY = Date.UTC(2026, 0, 5);
const DAY = 86_400_000;

/** By which rule a task is repeated. */
export function RuleFields({ form, onChange, errorAt }: FieldProps) {
  const { taskForm: words } = useWords();
  const options = EVERY.map((value) => ({ value, label: words.every[value] }));
  return (
    <SpaceBetween size="l">
      <FormField label={words.repeat} errorText={errorAt('/recurrence/every')}>
        <Select
          selectedOption={options.find(({ value }) => value === form.every) ?? null}
          options={options}
          onChange={({ detail }) =>
            onChange({ every: EVERY.find((every) => every === detail.selectedOption.value) ?? form.every })
          }
        />
      </FormField>
      {form.every === 'hours' && (
        <FormField label={words.hours} errorText={errorAt('/intervalHours')}>
          <Input
            value={form.hours}
            type="number"
            inputMode="numeric"
            onChange={({ detail }) => onChange({ hours: detail.value })}
          />
        </FormField>
      )}
      {(form.every === 'week' || form.every === 'month') && (
        <DaysField form={form} onChange={onChange} errorAt={errorAt} />
      )}
    </SpaceBetween>
  );
}

function DaysField({ form, onChange, errorAt }: FieldProps) {
  const { taskForm: words } = useWords();
  const isWeek = form.every === 'week';
  const options = useDayOptions(isWeek);
  const chosen: readonly string[] = isWeek ? form.weekDays : form.monthDays.map(String);
  const choose = (picked: readonly MultiselectProps.Option[]): void => {
    const values = options.flatMap(({ value }) => (picked.some((option) => option.value === value) ? value : []));
    onChange(isWeek ? { weekDays: values } : { monthDays: values.map(Number) });
  };
  return (
    <FormField
      label={isWeek ? words.weekDays : words.monthDays}
      description={words.daysHint}
      errorText={errorAt('/recurrence/on')}
    >
      <Multiselect
        selectedOptions={options.filter(({ value }) => chosen.includes(value))}
        options={options}
        placeholder={words.chooseDays}
        deselectAriaLabel={({ label = '' }) => words.remove(label)}
        onChange={({ detail }) => choose(detail.selectedOptions)}
      />
    </FormField>
  );
}

function useDayOptions(isWeek: boolean): { value: string; label: string }[] {
  const { language } = useLanguage();
  if (!isWeek) return Array.from({ length: 31 }, (_, n) => ({ value: String(n + 1), label: String(n + 1) }));
  const names = new Intl.DateTimeFormat(LOCALES[language], { weekday: 'long', timeZone: 'UTC' });
  return WEEK_DAYS.map((value, n) => ({ value, label: names.format(MONDAY + n * DAY) }));
}

/** How long it is repeated. */
export function UntilFields({ form, onChange, errorAt }: FieldProps) {
  const { taskForm: words } = useWords();
  const options = ENDS.map((value) => ({ value, label: words.ends[value] }));
  return (
    <SpaceBetween size="l">
      <FormField label={words.until} errorText={form.ends === 'never' ? errorAt('/until') : undefined}>
        <Select
          selectedOption={options.find(({ value }) => value === form.ends) ?? null}
          options={options}
          onChange={({ detail }) =>
            onChange({ ends: ENDS.find((ends) => ends === detail.selectedOption.value) ?? form.ends })
          }
        />
      </FormField>
      {form.ends === 'day' && (
        <FormField label={words.lastDay} errorText={errorAt('/until')}>
          <DatePicker value={form.lastDate} onChange={({ detail }) => onChange({ lastDate: detail.value })} />
        </FormField>
      )}
      {form.ends === 'times' && (
        <FormField label={words.times} errorText={errorAt('/until')}>
          <Input
            value={form.times}
            type="number"
            inputMode="numeric"
            onChange={({ detail }) => onChange({ times: detail.value })}
          />
        </FormField>
      )}
    </SpaceBetween>
  );
}
