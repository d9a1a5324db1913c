import { parentPort, workerData } from 'node:worker_threads';
import { type Share, tallies } from './share.ts';

/** Lives through one share on a thread of its own. */
for await (const tally of tallies(workerData as Share)) parentPort?.postMessage(tally);
