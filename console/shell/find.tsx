import Autosuggest, { type AutosuggestProps } from '@cloudscape-design/components/autosuggest';
import type { SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Session } from '../api/answers.ts';
import { type Named, useNamed } from '../api/find.ts';
import { useDebounced } from '../parts/use-debounced.ts';
import type { Words } from '../words/en.ts';
import { useWords } from '../words/words.tsx';
import { allPages } from './shell.tsx';

const SETTLED_MS = 300;
/** As the API has it. */
const LONGEST = 100;

/** Finds pages, tasks, lists and templates by name, and a person by their address. */
export function Find({ session }: { session: Session }) {
  const words = useWords();
  const { find } = words.people;
  const { history } = useRouter();
  const [text, setText] = useState('');
  const wanted = useDebounced(text, SETTLED_MS).trim().slice(0, LONGEST);
  const { data, isFetching, isError, refetch } = useNamed(isAddress(wanted) ? '' : wanted);
  return (
    <Autosuggest
      value={text}
      onChange={({ detail }) => setText(detail.value)}
      onSelect={({ detail }) => {
        setText('');
        history.push(`/console${detail.selectedOption?.value ?? whereTo(detail.value)}`);
      }}
      options={optionsOf(text.trim(), data, allPages(words, session), words)}
      filteringType="manual"
      enteredTextLabel={(entered) => (isAddress(entered) ? find.person(entered) : find.tasks(entered))}
      statusType={isError ? 'error' : isFetching ? 'loading' : 'finished'}
      loadingText={words.common.loading}
      errorText={words.problems.unreachable}
      recoveryText={words.common.tryAgain}
      onLoadItems={({ detail }) => detail.samePage && void refetch()}
      ariaLabel={find.label}
      placeholder={find.hint}
      clearAriaLabel={words.common.clearFilter}
    />
  );
}

const isAddress = (text: string): boolean => /.@./.test(text.trim());

/** Where a text leads that is no name in the list: an address to the person, all else to the tasks with it. */
function whereTo(text: string): string {
  const entered = text.trim();
  return isAddress(entered)
    ? `/people?${new URLSearchParams({ q: entered })}`
    : `/tasks?${new URLSearchParams({ tab: 'all', q: entered.slice(0, LONGEST) })}`;
}

type Group = AutosuggestProps.OptionGroup;

/** The value of an option is where it leads, below `/console`. */
function optionsOf(
  text: string,
  named: Named | undefined,
  pages: readonly SideNavigationProps.Link[],
  { nav, task }: Words,
): Group[] {
  if (text === '') return [];
  const lower = text.toLowerCase();
  const groups: Group[] = [
    {
      label: nav.label,
      options: pages
        .filter((page) => page.text.toLowerCase().includes(lower))
        .map((page) => ({ value: page.href.replace('/console', ''), label: page.text })),
    },
    {
      label: nav.tasks,
      options: (named?.tasks ?? []).map(({ taskId, name, subject, status }) => ({
        value: `/tasks/${taskId}`,
        label: name ?? subject ?? task.unnamed,
        description: task.statuses[status],
      })),
    },
    {
      label: nav.lists,
      options: (named?.lists ?? []).map(({ listId, name }) => ({ value: `/lists/${listId}`, label: name })),
    },
    {
      label: nav.templates,
      options: (named?.templates ?? []).map(({ templateId, name }) => ({
        value: `/templates/${templateId}`,
        label: name,
      })),
    },
  ];
  return groups.filter(({ options }) => options.length > 0);
}

/** The bar holds a second, hidden copy of what is in it, to measure it; that is no header. */
const FIELD = '#top header input';
const ICON = '#top header [data-utility-special="search"] :is(a, button)';

/** Ctrl-K, or Cmd-K, leads to the field from everywhere; where there is no room for it, its icon opens it first. */
export function useFindKey(): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
      if (key.toLowerCase() !== 'k' || !(ctrlKey || metaKey) || altKey || shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      focusField();
    };
    addEventListener('keydown', hear, { capture: true });
    return () => removeEventListener('keydown', hear, { capture: true });
  }, []);
}

function focusField(): void {
  const field = document.querySelector<HTMLElement>(FIELD);
  if (field !== null) {
    field.focus();
    return;
  }
  document.querySelector<HTMLElement>(ICON)?.click();
  requestAnimationFrame(() => document.querySelector<HTMLElement>(FIELD)?.focus());
}
