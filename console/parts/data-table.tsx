import Box from '@cloudscape-design/components/box';
import Cards from '@cloudscape-design/components/cards';
import CollectionPreferences, {
  type CollectionPreferencesProps,
} from '@cloudscape-design/components/collection-preferences';
import Header from '@cloudscape-design/components/header';
import Pagination, { type PaginationProps } from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { type ReactNode, useState } from 'react';
import { useWords } from '../words/words.tsx';
import { useNarrow } from './use-narrow.ts';

export interface Column<Item> {
  id: string;
  header: string;
  cell: (item: Item) => ReactNode;
  minWidth?: number;
  /** Longer texts go on in the next line. */
  maxWidth?: number;
}

export interface DataTableProps<Item> {
  /** The page's heading; without it the table is a part of its page, such as in a tab. */
  title?: string;
  /** What the table is, for who does not see it. */
  label: string;
  actions?: ReactNode;
  filter?: ReactNode;
  items: readonly Item[] | undefined;
  idOf: (item: Item) => string;
  /** The first names the row, and heads its card on a phone. */
  columns: readonly [Column<Item>, ...Column<Item>[]];
  /** Whether its columns cannot be chosen, as in a short table among others. @default false */
  isFixed?: boolean;
  /** Left out for a list that is always whole. */
  pagination?: PaginationProps;
  /** Shown in place of rows: for an empty list, or for a filter that nothing matches. */
  empty: ReactNode;
}

/** A list of the API: a table, on phones one card a row. */
export function DataTable<Item>(props: DataTableProps<Item>) {
  return useNarrow() ? <NarrowTable {...props} /> : <WideTable {...props} />;
}

const headingOf = <Item,>({ title, actions }: DataTableProps<Item>) =>
  title === undefined ? undefined : (
    <Header variant="h1" actions={actions}>
      {title}
    </Header>
  );

function usePaging(props: PaginationProps | undefined) {
  const { common } = useWords();
  return props === undefined ? undefined : (
    <Pagination
      {...props}
      ariaLabels={{ nextPageLabel: common.next, previousPageLabel: common.previous, pageLabel: common.page }}
    />
  );
}

function WideTable<Item>(props: DataTableProps<Item>) {
  const { common } = useWords();
  const { items, columns, label, idOf, filter, empty } = props;
  const [shown, setShown] = useState<CollectionPreferencesProps.ContentDisplayItem[]>(
    columns.map(({ id }) => ({ id, visible: true })),
  );
  return (
    <Table
      variant={props.title === undefined ? 'borderless' : 'full-page'}
      stickyHeader={props.title !== undefined}
      enableKeyboardNavigation
      wrapLines
      header={headingOf(props)}
      filter={filter}
      pagination={usePaging(props.pagination)}
      preferences={
        props.isFixed === true ? undefined : (
          <CollectionPreferences
            title={common.preferences}
            confirmLabel={common.confirm}
            cancelLabel={common.cancel}
            preferences={{ contentDisplay: shown }}
            onConfirm={({ detail }) => setShown([...(detail.contentDisplay ?? shown)])}
            contentDisplayPreference={{
              title: common.columns,
              options: columns.map(({ id, header }, index) => ({ id, label: header, alwaysVisible: index === 0 })),
            }}
          />
        )
      }
      ariaLabels={{ tableLabel: label }}
      renderAriaLive={({ firstIndex, lastIndex }) => common.rowsShown(firstIndex, lastIndex)}
      items={items ?? []}
      trackBy={idOf}
      loading={items === undefined}
      loadingText={common.loading}
      empty={empty}
      columnDefinitions={columns.map((column, index) => ({ ...column, isRowHeader: index === 0 }))}
      columnDisplay={shown}
    />
  );
}

function NarrowTable<Item>(props: DataTableProps<Item>) {
  const { common } = useWords();
  const { items, columns, label, idOf, filter, empty } = props;
  const [first, ...others] = columns;
  return (
    <Cards
      variant={props.title === undefined ? 'container' : 'full-page'}
      cardsPerRow={[{ cards: 1 }]}
      header={headingOf(props)}
      filter={filter}
      pagination={usePaging(props.pagination)}
      ariaLabels={{ cardsLabel: label, itemSelectionLabel: () => '', selectionGroupLabel: label }}
      renderAriaLive={({ firstIndex, lastIndex }) => common.rowsShown(firstIndex, lastIndex)}
      items={items ?? []}
      trackBy={idOf}
      loading={items === undefined}
      loadingText={common.loading}
      empty={empty}
      cardDefinition={{
        header: first.cell,
        sections: others.map(({ id, header, cell }) => ({ id, header, content: cell })),
      }}
    />
  );
}

/** What stands in a list without rows: what it is for, and what fills it. */
export function Empty({ title, why, action }: { title: string; why?: string; action?: ReactNode }) {
  return (
    <Box textAlign="center" margin={{ vertical: 'xs' }}>
      <SpaceBetween size="m">
        <Box variant="strong">{title}</Box>
        {why !== undefined && <Box variant="p">{why}</Box>}
        {action}
      </SpaceBetween>
    </Box>
  );
}
