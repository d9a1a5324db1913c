import PropertyFilter, { type PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import type { Task } from '../../api/answers.ts';
import { useWords } from '../../words/words.tsx';

export const STATUSES = [
  'waiting',
  'preparing',
  'sending',
  'paused',
  'error',
  'finished',
  'cancelled',
] as const satisfies Task['status'][];
export const TYPES = ['immediate', 'timed', 'recurring'] as const satisfies Task['type'][];

interface Filter {
  status?: Task['status'] | undefined;
  type?: Task['type'] | undefined;
}

/** One value a property: the last that was chosen. */
export function TasksFilter({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const words = useWords();
  const { columns } = words.tasks;
  const tokens = Object.entries(filter).flatMap(([propertyKey, value]) =>
    value === undefined ? [] : [{ propertyKey, operator: '=', value }],
  );
  return (
    <PropertyFilter
      hideOperations
      disableFreeTextFiltering
      filteringAriaLabel={words.tasks.filter}
      filteringPlaceholder={words.tasks.filterHint}
      expandToViewport
      query={{ operation: 'and', tokens }}
      filteringProperties={[
        { key: 'status', propertyLabel: columns.status, groupValuesLabel: columns.status, operators: ['='] },
        { key: 'type', propertyLabel: columns.type, groupValuesLabel: columns.type, operators: ['='] },
      ]}
      filteringOptions={[
        ...STATUSES.map((value) => ({ propertyKey: 'status', value, label: words.task.statuses[value] })),
        ...TYPES.map((value) => ({ propertyKey: 'type', value, label: words.task.types[value] })),
      ]}
      onChange={({ detail }) => onChange(filterOf(detail.tokens))}
    />
  );
}

function filterOf(tokens: readonly PropertyFilterProps.Token[]): Filter {
  const last = <Value extends string>(key: string, values: readonly Value[]): Value | undefined => {
    const token = tokens.findLast(({ propertyKey }) => propertyKey === key);
    return values.find((value) => value === token?.value);
  };
  return { status: last('status', STATUSES), type: last('type', TYPES) };
}
