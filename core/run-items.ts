import { kinds } from './item-kind.ts';
import * as keys from './keys.ts';

/** What is told of tasks and runs: kinds of the table Campaigns, a part of `ITEMS` (core/items.ts). */
export const RUN_ITEMS = kinds({
  runStatistics: {
    table: 'Campaigns',
    pk: 'STATISTICS#R#<runId>',
    sk: 'COUNT#<shard>',
    example: keys.runStatisticsKey('20-1767225600000', 0),
    keys: ['statisticsOfRun', 'runStatisticsKey'],
    expires: "400 days after the run's first mail",
    row: 'insight/run-statistics.ts',
    writers: ['recorder', 'reconciler'],
    readers: ['tasks'],
  },
  runLink: {
    table: 'Campaigns',
    pk: 'STATISTICS#R#<runId>',
    sk: 'LINK#<number>',
    example: keys.runLinkKey('20-1767225600000', 0),
    keys: ['RUN_LINKS', 'runLinkKey'],
    expires: "400 days after the run's first mail",
    row: 'insight/run-links.ts',
    writers: ['recorder', 'reconciler'],
    readers: ['recorder', 'tasks'],
  },
  taskEvent: {
    table: 'Campaigns',
    pk: 'EVENTS#<taskId>',
    sk: '<at>#<kind>',
    example: keys.taskEventKey('20', 1_767_225_600_000, 'started'),
    keys: ['eventsOf', 'taskEventKey'],
    expires: '400 days after it',
    row: 'runs/event-log.ts',
    writers: ['tasks', 'domains', 'starter', 'sender', 'recorder'],
    readers: ['tasks'],
  },
});
