/** Random sequences for each pair of adapters: `npm run agree` asks for more than a run of all tests does. */
export const sequences = (usual: number): number => Number(process.env.AGREE_SEQUENCES ?? usual);

/** What a call answered, or that it threw; how it is said may differ. */
export async function outcomeOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return { answer: await call() };
  } catch {
    return 'threw';
  }
}
