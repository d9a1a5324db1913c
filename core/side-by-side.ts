/**
 * Carries out works side by side. When one fails, the others are told by `isOver` and waited for, so that nothing goes
 * on after the failure is thrown.
 */
export async function sideBySide<Part, Answer>(
  parts: readonly Part[],
  work: (part: Part, isOver: () => boolean) => Promise<Answer>,
): Promise<Answer[]> {
  let failures = 0;
  const works = parts.map(async (part) => {
    try {
      return await work(part, () => failures > 0);
    } catch (error) {
      failures += 1;
      throw error;
    }
  });
  await Promise.allSettled(works);
  return await Promise.all(works);
}
