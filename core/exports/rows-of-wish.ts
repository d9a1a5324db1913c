import type { SnapshotReader } from '../audience/snapshot.ts';
import type { Clock } from '../clock.ts';
import type { Tables } from '../tables.ts';
import { OUTCOMES } from '../tasks/list-recipients.ts';
import type { ExportWish } from './export.ts';
import { listRows } from './list-rows.ts';
import { statisticsRows, suppressionRows } from './other-rows.ts';
import type { RowSource } from './rows.ts';
import { runRows } from './run-rows.ts';

/** The lines of any export. */
export const rowsOfWish =
  (ports: { tables: Tables; snapshots: SnapshotReader; clock: Pick<Clock, 'now'> }) =>
  ({ of, listId, runId, outcome, reason, from, to, domain }: ExportWish): RowSource => {
    const { tables } = ports;
    switch (of) {
      case 'list':
        return listRows(tables, listId ?? '');
      case 'run': {
        const wanted = OUTCOMES.find((known) => known === outcome);
        return runRows(ports, runId ?? '', { outcome: wanted, reason: reason ?? undefined });
      }
      case 'suppressions':
        return suppressionRows(tables, { reason, domain }, ports.clock);
      case 'statistics':
        return statisticsRows(tables, { from: from ?? '', to: to ?? '', domain });
    }
  };
