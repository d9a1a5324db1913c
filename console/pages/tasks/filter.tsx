import PropertyFilter, { type PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import type { Task } from '../../api/answers.ts';
import { filterOf, STATUSES, type TaskFilter, TYPES, tokensOf } from '../../logic/task-filter.ts';
import type { Words } from '../../words/en.ts';
import { useWords } from '../../words/words.tsx';

interface TasksFilterProps {
  filter: TaskFilter;
  /** Those that are listed: their domains, lists and templates are offered. */
  tasks: readonly Task[];
  onChange: (filter: TaskFilter) => void;
}

export function TasksFilter({ filter, tasks, onChange }: TasksFilterProps) {
  const words = useWords();
  return (
    <PropertyFilter
      hideOperations
      filteringAriaLabel={words.tasks.filter}
      filteringPlaceholder={words.tasks.filterHint}
      expandToViewport
      query={{ operation: 'and', tokens: tokensOf(filter) }}
      freeTextFiltering={{ operators: [':'], defaultOperator: ':' }}
      filteringProperties={propertiesOf(words)}
      filteringOptions={optionsOf(tasks, filter, words)}
      onChange={({ detail }) => onChange(filterOf(detail.tokens))}
    />
  );
}

function propertiesOf({ tasks, taskPage }: Words): PropertyFilterProps.FilteringProperty[] {
  const property = (key: string, label: string): PropertyFilterProps.FilteringProperty => ({
    key,
    propertyLabel: label,
    groupValuesLabel: label,
    operators: ['='],
  });
  const status = property('status', tasks.columns.status);
  return [
    { ...status, operators: [{ operator: '=', tokenType: 'enum' }] },
    property('type', tasks.columns.type),
    property('domain', tasks.domain),
    property('listId', taskPage.facts.list),
    property('templateId', taskPage.facts.template),
  ];
}

function optionsOf(tasks: readonly Task[], filter: TaskFilter, words: Words): PropertyFilterProps.FilteringOption[] {
  const option = (propertyKey: string, value: string, label = value) => ({ propertyKey, value, label });
  const found = tasks.flatMap(({ domain, listId, listName, templateId, templateName }) => [
    option('domain', domain),
    option('listId', listId, listName ?? listId),
    option('templateId', templateId, templateName ?? templateId),
  ]);
  // What is filtered by stays an option although nothing matches.
  const chosen = (['domain', 'listId', 'templateId'] as const).flatMap((key) =>
    filter[key] === undefined ? [] : [option(key, filter[key])],
  );
  return [
    ...STATUSES.map((value) => option('status', value, words.task.statuses[value])),
    ...TYPES.map((value) => option('type', value, words.task.types[value])),
    ...new Map([...chosen, ...found].map((each) => [`${each.propertyKey} ${each.value}`, each])).values(),
  ];
}
