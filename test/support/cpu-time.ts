/** The CPU time of this process in milliseconds: what other processes do meanwhile is not in it. */
const cpuTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** Runs something that never waits, and answers how much CPU time it took, in milliseconds. */
export function cpuTimeOf(work: () => void): number {
  const before = cpuTime();
  work();
  return cpuTime() - before;
}
