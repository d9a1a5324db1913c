import { count } from '../text.ts';
import { uploadInto } from '../upload.ts';
import { type Finding, type FirstCheck, seconds } from './check.ts';
import type { Repeated, Trial } from './trial.ts';

const AT_ONCE = 5;
/** The gateway gives up after 30 s; a caller should hear earlier. */
const CALL_WITHIN_S = 25;
/** A grown table does three times as much; this is the least of a new one. */
const ROWS_A_SECOND = 1_500;
const LOOK_MS = 1_000;

const post: FirstCheck = {
  name: 'post',
  does: 'as many recipients in one call as the API takes',
  onlyOnAws: null,
  async run(trial) {
    const listId = await trial.newList('post');
    const done = await trial.addReaders(listId, 0, trial.callSize);
    return await judgePosts(trial, listId, [done]);
  },
};

const postSideBySide: FirstCheck = {
  name: 'post-side-by-side',
  does: `${AT_ONCE} such calls at once, into one list`,
  onlyOnAws: null,
  async run(trial) {
    const listId = await trial.newList('post-side-by-side');
    const { callSize } = trial;
    const calls = Array.from({ length: AT_ONCE }, (_, i) => trial.addReaders(listId, i * callSize, callSize));
    return await judgePosts(trial, listId, await Promise.all(calls));
  },
};

async function judgePosts(trial: Trial, listId: string, calls: Repeated<unknown>[]): Promise<Finding> {
  const stored = await trial.countOf(listId);
  const expected = calls.length * trial.callSize;
  const took = seconds(Math.max(...calls.map(({ milliseconds }) => milliseconds)));
  const repeats = calls.reduce((sum, call) => sum + call.repeats, 0);
  const isInTime = trial.isLocal || took <= CALL_WITHIN_S || repeats > 0;
  return {
    result: stored === expected && isInTime ? 'ok' : 'failed',
    answer: `${count(stored)} of ${count(expected)} stored in ${took} s, ${repeats} calls repeated`,
    figures: { stored, seconds: took, repeats },
  };
}

const importRows: FirstCheck = {
  name: 'import',
  does: 'a CSV of many rows, uploaded and read',
  onlyOnAws: null,
  async run(trial) {
    const listId = await trial.newList('import');
    const { rows } = trial.options;
    const startedAt = performance.now();
    const ended = await uploadInto(trial.session, { ...trial, listId, file: csvOf(trial, rows), everyMs: LOOK_MS });
    const took = seconds(performance.now() - startedAt);
    const rate = Math.round(ended.rows / Math.max(took, 0.1));
    const isWhole = ended.status === 'finished' && ended.added === rows;
    return {
      result: isWhole && (trial.isLocal || rate >= ROWS_A_SECOND) ? 'ok' : 'failed',
      answer: `${ended.status}: ${count(ended.added)} of ${count(rows)} rows in ${took} s, ${count(rate)} a second`,
      figures: { rows: ended.rows, added: ended.added, seconds: took, rowsPerSecond: rate, error: ended.error },
    };
  },
};

/** In parts, so that a million rows are never one text. */
function csvOf({ readerOf, callSize }: Trial, rows: number): Blob {
  const parts = ['email\n'];
  for (let from = 0; from < rows; from += callSize) {
    const length = Math.min(callSize, rows - from);
    parts.push(`${Array.from({ length }, (_, i) => readerOf(from + i)).join('\n')}\n`);
  }
  return new Blob(parts);
}

/** What a fresh table takes. */
export const LIST_CHECKS: FirstCheck[] = [post, postSideBySide, importRows];
