import type { ApiClient } from '../../adapters/api/client.ts';
import { ApiProblem } from '../../adapters/api/problem.ts';
import { MAX_FORECAST_DAYS } from '../../core/forecast/forecast.ts';
import type { DryRun } from '../answers.ts';
import { EXIT } from '../exit-codes.ts';
import { facts } from '../table.ts';
import { count } from '../text.ts';

/** Days of a forecast that are shown one by one. */
const DAYS_SHOWN = 7;

/** How a task would go. Creates nothing. */
export const forecastOf = (api: ApiClient, task: object): Promise<DryRun> =>
  api.post<DryRun>('/v1/tasks', task, { query: { dryRun: true } });

/** The same; null for a list that is too long to be looked through, although it can be sent to. */
export async function forecastIfAny(api: ApiClient, task: object): Promise<DryRun | null> {
  try {
    return await forecastOf(api, task);
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'too-many-recipients') return null;
    throw error;
  }
}

/** Why a task is not worth sending, because nobody would get it; null for any other. */
export function whyNobody({ requested, skipped, failing }: DryRun): string | null {
  if (requested === 0 || totalOf(skipped) + totalOf(failing) < requested) return null;
  const reasons = [totalOf(failing) > 0 ? `would fail: ${sumOf(failing)}` : '', skippedText(skipped)];
  return `nobody would get it: ${reasons.filter((text) => text !== '').join('; ')}`;
}

const skippedText = (skipped: Record<string, number>): string =>
  totalOf(skipped) > 0 ? `would be skipped: ${sumOf(skipped)}` : '';

/** The exit code of a look: nobody, not everybody, or everybody would get it. */
export function codeOfForecast(forecast: DryRun): number {
  if (whyNobody(forecast) !== null) return EXIT.failed;
  return totalOf(forecast.failing) > 0 ? EXIT.incomplete : EXIT.done;
}

const totalOf = (counts: Record<string, number>): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

/** `12 (unsubscribed 10, suppressed 2)`. */
function sumOf(counts: Record<string, number>): string {
  const entries = Object.entries(counts).map(([reason, n]) => `${reason} ${count(n)}`);
  return entries.length === 0 ? '' : `${count(totalOf(counts))} (${entries.join(', ')})`;
}

const variablesText = (variables: DryRun['missingVariables']): string =>
  variables.map(({ name, recipients }) => `${name} for ${count(recipients)}`).join(', ');

export function forecastLines(forecast: DryRun): string[] {
  const { requested, skipped, failing, missingVariables, emptyVariables, days, finishesOn } = forecast;
  const rest = days.length - DAYS_SHOWN;
  return facts([
    ['recipients', count(requested)],
    ['skipped', sumOf(skipped)],
    ['will fail', sumOf(failing)],
    ['missing', variablesText(missingVariables)],
    ['empty', variablesText(emptyVariables)],
    ...days.slice(0, DAYS_SHOWN).map(({ day, planned }): [string, string] => [day, `${count(planned)} mails`]),
    ['', rest > 0 ? `and ${count(rest)} more days` : null],
    ['ends', finishesOn ?? `in more than ${count(MAX_FORECAST_DAYS)} days`],
  ]);
}
