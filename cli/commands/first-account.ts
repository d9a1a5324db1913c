import type { ApiClient } from '../../adapters/api/client.ts';
import { ApiProblem } from '../../adapters/api/problem.ts';
import { ApiProductUnderTest } from '../../adapters/api/product-under-test.ts';
import { SystemClock } from '../../adapters/system-clock.ts';
import { chooseDomain } from '../../core/self-test/readiness.ts';
import type { Account } from '../answers.ts';
import { type Figures, type Finding, type FirstCheck, seconds } from '../first-account/check.ts';
import { LIST_CHECKS } from '../first-account/list-checks.ts';
import { MAIL_CHECKS } from '../first-account/mail-checks.ts';
import { redact } from '../first-account/redact.ts';
import { RUN_CHECKS } from '../first-account/run-checks.ts';
import { Trial } from '../first-account/trial.ts';
import { createProgress } from '../progress.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { count } from '../text.ts';
import { UsageError } from '../usage-error.ts';
import { versionOfProduct } from '../version.ts';

export interface FirstAccountOptions {
  domain?: string;
  to?: string;
  only?: string;
  rows?: number;
  minutes: number;
  yes?: boolean;
}

const CHECKS: FirstCheck[] = [...MAIL_CHECKS, ...LIST_CHECKS, ...RUN_CHECKS];
/** Rows that show how a table grows; one machine shows only that the import works. */
const ROWS = { aws: 1_000_000, local: 20_000 };
/** No line of the table is cut: it is there to be read to its end. */
const UNCUT = Number.MAX_SAFE_INTEGER;

interface Row {
  name: string;
  result: Finding['result'] | 'not-here';
  seconds: number;
  answer: string;
  figures: Figures;
}

/**
 * Asks a product what only a real account can answer (docs/first-account.md). Returns the exit code: 1 when a check
 * failed.
 */
export async function runFirstAccount(session: Session, options: FirstAccountOptions): Promise<number> {
  const checks = chosen(options.only);
  const api = await session.api();
  const isLocal = await runsHere(api);
  const trial = await prepare(session, api, isLocal, options);
  if (!isLocal) await ask(session, trial, options);
  const rows: Row[] = [];
  try {
    for (const [n, check] of checks.entries()) {
      trial.progress.event('check-begun', { name: check.name }, [
        `${n + 1}/${checks.length} ${check.name}: ${check.does}`,
      ]);
      const row = isLocal && check.onlyOnAws !== null ? notHere(check) : await carryOut(check, trial);
      rows.push(row);
      trial.progress.event('check', { ...row }, []);
    }
  } finally {
    await trial.clear();
    trial.progress.close();
  }
  const answers = answersOf(rows, session.endpoint().url.value, isLocal);
  session.show(['', ...tableOf(rows), '', ...answers], [{ event: 'answers', text: answers.join('\n') }]);
  return rows.some(({ result }) => result === 'failed') ? 1 : 0;
}

function chosen(only: string | undefined): FirstCheck[] {
  if (only === undefined) return CHECKS.filter(({ takesHours }) => !takesHours);
  return only.split(',').map((name) => {
    const check = CHECKS.find((each) => each.name === name.trim());
    if (check) return check;
    throw new UsageError(`there is no check ${name}; there are ${CHECKS.map((each) => each.name).join(', ')}`);
  });
}

/** Only the product on one machine has a clock that can be asked. */
async function runsHere(api: ApiClient): Promise<boolean> {
  try {
    await api.get('/_local/clock');
    return true;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return false;
    throw error;
  }
}

async function prepare(
  session: Session,
  api: ApiClient,
  isLocal: boolean,
  { domain: wished, to, minutes, rows = ROWS[isLocal ? 'local' : 'aws'] }: FirstAccountOptions,
): Promise<Trial> {
  const product = new ApiProductUnderTest(api);
  const { domain } = chooseDomain(await product.domains(), wished ?? null, product.remedies);
  if (wished !== undefined && domain === null) throw new UsageError(`there is no verified domain ${wished}`);
  return new Trial({
    session,
    api,
    progress: createProgress(session.terminal.output, session.json),
    options: { to: to ?? null, minutes, rows },
    isLocal,
    account: await api.get<Account>('/v1/account'),
    domain: domain?.domain ?? null,
    label: `first-${crypto.randomUUID().slice(0, 8)}`,
  });
}

/** It sends, writes and costs something: nobody should do that by mistake. */
async function ask({ terminal }: Session, { domain, options }: Trial, { yes }: FirstAccountOptions): Promise<void> {
  if (yes) return;
  if (terminal.confirm === null) throw new UsageError('there is no terminal to confirm on: add --yes');
  const rows = count(options.rows + 120_000);
  const question = `Send mails from ${domain ?? 'no domain'} to the simulator of SES, and write about ${rows} recipients?`;
  if (!(await terminal.confirm(question))) throw new UsageError('not confirmed, so nothing was done');
}

const notHere = ({ name, onlyOnAws }: FirstCheck): Row => ({
  name,
  result: 'not-here',
  seconds: 0,
  answer: `not on this machine: ${onlyOnAws}`,
  figures: {},
});

/** A check that cannot be carried out has failed: why is an answer as well. */
async function carryOut(check: FirstCheck, trial: Trial): Promise<Row> {
  const startedAt = performance.now();
  const found = await check.run(trial).catch((error: unknown): Finding => {
    if (trial.session.signal.aborted) throw error;
    return { result: 'failed', answer: error instanceof Error ? error.message : String(error) };
  });
  return { name: check.name, figures: {}, ...found, seconds: seconds(performance.now() - startedAt) };
}

const tableOf = (rows: Row[]): string[] =>
  table<Row>(
    rows,
    [
      { title: 'CHECK', of: ({ name }) => name },
      { title: 'RESULT', of: ({ result }) => result },
      { title: 'SECONDS', of: (row) => row.seconds.toFixed(1), align: 'right' },
      { title: 'ANSWER', of: ({ answer }) => answer },
    ],
    { columns: UNCUT },
  );

/** What can be sent to others: no address, no host, no account, no key. */
function answersOf(rows: Row[], url: string, isLocal: boolean): string[] {
  const place = isLocal ? 'one machine' : (/\.([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(url)?.[1] ?? 'AWS');
  const day = new Date(new SystemClock().now()).toISOString().slice(0, 10);
  const lines = rows.map(({ name, result, seconds: took, answer, figures }) =>
    JSON.stringify({ check: name, result, seconds: took, answer: redact(answer), figures: redacted(figures) }),
  );
  return [
    `----- answers: mailramp ${versionOfProduct()}, ${place}, ${day} -----`,
    ...lines,
    '----- end of the answers -----',
  ];
}

const redacted = (figures: Figures): Figures =>
  Object.fromEntries(Object.entries(figures).map(([k, v]) => [k, typeof v === 'string' ? redact(v) : v]));
