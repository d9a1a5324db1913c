import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { MUTANTS, type Mutant } from './mutant-list.ts';
import { type Finding, type Killer, tryHistories, tryScenarios, withCopy, withMutant } from './mutant-trial.ts';

/**
 * Applies each wrong variant to a copy of the code and shows which test kills it:
 * `node test/simulation/mutants.ts [--histories 800] [--seed 1] [--only text] [--search] [--record] [--json]`. Tried
 * are the test that killed it the last time, then histories until one breaks an invariant, then the named scenarios. A
 * mutant that none kills survives, and so does one that does not apply or is no program. `--search` does without the
 * last time's, `--record` notes what killed each.
 */
const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '800' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    search: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

/** Mutants at a time: one for each core of a small machine. */
const WORKERS = 2;
const KILLERS = new URL('./mutant-killers.json', import.meta.url);
const first = Number(values.seed);
const histories = Number(values.histories);

/** No programs: whatever fails with them says nothing, so they must not count as killed. */
const NO_PROGRAMS: Mutant[] = [
  { name: 'a text that is no program', fences: { 'claim-status': "runRow.is('status' '='" } },
  { name: 'a name that nobody knows', fences: { 'claim-status': 'nobodyKnowsThis(),' } },
];

/** What killed each mutant the last time. It saves a search and decides nothing. */
const killers = JSON.parse(await readFile(KILLERS, 'utf8').catch(() => '{}')) as Record<string, Killer>;

/** Only seeds that the code as it is has lived through prove something. */
const isInRange = (seed: number): boolean => seed >= first && seed < first + histories;

async function tryKiller(copy: string, killer: Killer | undefined): Promise<Finding> {
  if (killer === undefined || values.search) return { kind: 'passed' };
  if ('scenario' in killer) return tryScenarios(copy, [killer.file], killer.scenario);
  return isInRange(killer.seed)
    ? tryHistories(copy, { first: killer.seed, histories: 1, workers: 1 })
    : { kind: 'passed' };
}

const tryMutant = (copy: string, mutant: Mutant): Promise<Finding> =>
  withMutant(copy, mutant, async () => {
    const again = await tryKiller(copy, killers[mutant.name]);
    if (again.kind === 'killed') return again;
    const found = await tryHistories(copy, { first, histories, workers: 1 });
    return found.kind === 'killed' ? found : await tryScenarios(copy);
  });

/** What is no program is told from what is wrong. */
async function checkTheTrials(copy: string): Promise<void> {
  for (const mutant of NO_PROGRAMS) {
    const findings = await withMutant(copy, mutant, async () => [
      await tryHistories(copy, { first, histories: 1, workers: 1 }),
      await tryScenarios(copy),
    ]);
    if (findings.some(({ kind }) => kind !== 'broken')) throw new Error(`"${mutant.name}" is taken for a mutant`);
  }
}

/** A verdict means something only while the code as it is passes: all that killed a mutant is tried on it. */
async function checkTheKillers(copy: string, by: Killer[]): Promise<void> {
  const seeds = [...new Set(by.flatMap((killer) => ('seed' in killer ? [killer.seed] : [])))];
  const files = [...new Set(by.flatMap((killer) => ('file' in killer ? [killer.file] : [])))];
  const findings: Finding[] = files.length > 0 ? [await tryScenarios(copy, files)] : [];
  for (const seed of seeds) findings.push(await tryHistories(copy, { first: seed, histories: 1, workers: 1 }));
  for (const finding of findings) {
    if (finding.kind !== 'passed') throw new Error(`without any mutation: ${finding.kind} by ${finding.why}`);
  }
}

await withCopy(checkTheTrials);

const queue = MUTANTS.filter(({ name }) => name.includes(values.only));
const survivors: string[] = [];
const killedBy: Killer[] = [];
let tried = 0;
const work = async (copy: string): Promise<void> => {
  for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
    const { name } = mutant;
    const finding = await tryMutant(copy, mutant).catch(
      (error: Error): Finding => ({ kind: 'broken', why: `does not apply: ${error.message}` }),
    );
    tried += 1;
    if (finding.kind === 'killed') {
      killers[name] = finding.by;
      killedBy.push(finding.by);
    } else survivors.push(name);
    console.log(
      `${finding.kind === 'killed' ? 'killed  ' : 'SURVIVES'}  ${name}: ${finding.kind === 'passed' ? 'nothing' : finding.why}`,
    );
  }
};
await Promise.all(Array.from({ length: WORKERS }, () => withCopy(work)));
await withCopy((copy) => checkTheKillers(copy, killedBy));

if (values.record) {
  const known = MUTANTS.flatMap(({ name }) => (killers[name] ? [[name, killers[name]] as const] : []));
  await writeFile(KILLERS, `${JSON.stringify(Object.fromEntries(known), null, 2)}\n`);
}
const summary = { mutants: tried, killed: tried - survivors.length, survivors };
console.log(values.json ? JSON.stringify(summary) : `\n${JSON.stringify(summary, null, 1)}`);
process.exitCode = survivors.length > 0 ? 1 : 0;
