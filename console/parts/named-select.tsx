import Multiselect from '@cloudscape-design/components/multiselect';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import { type NamedKind, type NamedOption, useChosen, useNamedOptions } from '../api/named-options.ts';
import { useWords } from '../words/words.tsx';

interface Choice {
  kind: NamedKind;
  placeholder: string;
  empty: string;
  /** What stands below a name. */
  describe?: (option: NamedOption) => string | undefined;
}

interface NamedSelectProps extends Choice {
  value: string | null;
  /** Offered before all others. */
  first?: { value: string; label: string };
  ariaLabel?: string;
  onChange: (value: string) => void;
}

/** Chooses one of however many by its name: the server looks for what is typed, and more come as one scrolls. */
export function NamedSelect({ value, first, ariaLabel, onChange, ...choice }: NamedSelectProps) {
  const { shown, ...offer } = useOffer(choice, value === null || value === first?.value ? [] : [value]);
  const options = first === undefined ? offer.options : [first, ...offer.options];
  const selected = value === null ? null : value === first?.value ? first : (shown[0] ?? null);
  return (
    <Select
      {...offer}
      options={options}
      selectedOption={selected}
      {...(ariaLabel !== undefined && { ariaLabel })}
      onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
    />
  );
}

/** Chooses several in the same way. */
export function NamedMultiselect({
  values,
  onChange,
  ...choice
}: Choice & { values: readonly string[]; onChange: (values: string[]) => void }) {
  const { taskForm: words } = useWords();
  const { shown, ...offer } = useOffer(choice, values);
  return (
    <Multiselect
      {...offer}
      selectedOptions={shown}
      deselectAriaLabel={({ label = '' }) => words.remove(label)}
      onChange={({ detail }) => onChange(detail.selectedOptions.flatMap(({ value }) => value ?? []))}
    />
  );
}

/** What both have: the options, how they are looked for, and those that are chosen as they are shown. */
function useOffer({ kind, placeholder, empty, describe }: Choice, chosen: readonly string[]) {
  const words = useWords();
  const [text, setText] = useState('');
  const { options, isPending, isError, isFetching, hasNextPage, fetchNextPage, refetch } = useNamedOptions(kind, text);
  const known = new Map((options ?? []).map((option) => [option.value, option]));
  const others = useChosen(
    kind,
    chosen.filter((id) => !known.has(id)),
  );
  for (const option of others) known.set(option.value, option);
  const asShown = (option: NamedOption) => {
    const description = describe?.(option);
    return { value: option.value, label: option.label, ...(description !== undefined && { description }) };
  };
  return {
    options: (options ?? []).map(asShown),
    shown: chosen.map((id) => asShown(known.get(id) ?? { value: id, label: id })),
    placeholder,
    empty: text === '' ? empty : words.common.noMatch,
    filteringType: 'manual',
    statusType: isError ? 'error' : isPending || isFetching ? 'loading' : hasNextPage ? 'pending' : 'finished',
    loadingText: words.common.loading,
    errorText: words.problems.unreachable,
    recoveryText: words.common.tryAgain,
    filteringAriaLabel: placeholder,
    onLoadItems: ({ detail }: { detail: { filteringText: string; firstPage: boolean; samePage: boolean } }) => {
      if (detail.samePage) void refetch();
      else if (detail.firstPage) setText(detail.filteringText);
      else if (hasNextPage && !isFetching) void fetchNextPage();
    },
  } as const;
}
