import DateRangePicker, { type DateRangePickerProps } from '@cloudscape-design/components/date-range-picker';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate } from '@tanstack/react-router';
import { useDomains } from '../../api/domains.ts';
import { dayAfter } from '../../logic/days.ts';
import { isAnswerable, MOST_DAYS } from '../../logic/statistics.ts';
import { useWords } from '../../words/words.tsx';

const RELATIVE = [7, 30, 90, 365] as const;

interface RangeFilterProps {
  range: { from: string; to: string };
  today: string;
  domain: string | undefined;
}

/** The days and the domain that the figures are of; they stand in the address. */
export function RangeFilter({ range, today, domain }: RangeFilterProps) {
  const { statistics: words } = useWords();
  const navigate = useNavigate({ from: '/statistics' });
  const domains = useDomains().data ?? [];
  const all = { value: '', label: words.allDomains };
  const options = [all, ...domains.map((one) => ({ value: one.domain, label: one.domain }))];
  return (
    <SpaceBetween direction="horizontal" size="m">
      <FormField label={words.range}>
        <DateRangePicker
          dateOnly
          expandToViewport
          showClearButton={false}
          value={{ type: 'absolute', startDate: range.from, endDate: range.to }}
          relativeOptions={RELATIVE.map((amount) => ({ key: String(amount), type: 'relative', amount, unit: 'day' }))}
          isValidRange={(value) => validityOf(value, words.tooLong)}
          onChange={({ detail }) => {
            const chosen = daysOf(detail.value, today);
            if (chosen !== null) void navigate({ search: { ...chosen, domain } });
          }}
        />
      </FormField>
      <FormField label={words.domain}>
        <Select
          expandToViewport
          selectedOption={options.find(({ value }) => value === (domain ?? '')) ?? { value: domain, label: domain }}
          options={options}
          onChange={({ detail }) =>
            void navigate({ search: { ...range, domain: detail.selectedOption.value || undefined } })
          }
        />
      </FormField>
    </SpaceBetween>
  );
}

function daysOf(value: DateRangePickerProps.Value | null, today: string): { from: string; to: string } | null {
  if (value === null) return null;
  if (value.type === 'absolute') return { from: value.startDate, to: value.endDate };
  const length = { day: 1, week: 7, month: 30, year: 365 }[value.unit as string] ?? 1;
  return { from: dayAfter(today, 1 - value.amount * length), to: today };
}

function validityOf(
  value: DateRangePickerProps.Value | null,
  tooLong: (days: number) => string,
): DateRangePickerProps.ValidationResult {
  const days = daysOf(value, '2000-01-01');
  return days === null || isAnswerable(days) ? { valid: true } : { valid: false, errorMessage: tooLong(MOST_DAYS) };
}
