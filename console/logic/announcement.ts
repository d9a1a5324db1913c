import type { Task } from '../api/answers.ts';

/** What of a task was said last, and when in milliseconds. */
export interface Said {
  status: Task['status'];
  percent: number;
  at: number;
}

const PROGRESS_EVERY_MS = 30_000;

/** What is to be said now: another status at once, progress every 30 seconds at most; else what was said before. */
export function nextSaid(said: Said, status: Task['status'], percent: number, now: number): Said {
  const isDue = now - said.at >= PROGRESS_EVERY_MS && Math.floor(percent) !== Math.floor(said.percent);
  return status !== said.status || isDue ? { status, percent, at: now } : said;
}
