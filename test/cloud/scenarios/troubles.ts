import type { Cloud } from '../cloud.ts';

/** What should not happen, where it did. */
export function troubles(cloud: Cloud): string[] {
  const notes: string[] = [];
  for (const [name, { thrown, timedOut, failed, throttled, dropped }] of cloud.lambda.usage) {
    const parts = Object.entries({
      thrown,
      'timed out': timedOut,
      'messages failed': failed,
      throttled,
      'dropped as a loop': dropped,
    });
    const seen = parts.filter(([, n]) => n > 0).map(([what, n]) => `${n} ${what}`);
    if (seen.length > 0) notes.push(`${name}: ${seen.join(', ')}`);
  }
  for (const { name, deadLetters } of cloud.queues.values()) {
    if (deadLetters.length > 0) notes.push(`${name}: ${deadLetters.length} dead letters`);
  }
  return [...notes, ...new Set([...cloud.lambda.errors, ...cloud.errors].slice(0, 3))];
}

/** How often the tables refused, by function. */
export const refusals = (cloud: Cloud): string => {
  const parts = [...cloud.dynamo.usage].flatMap(([name, { throttled, conflicts }]) =>
    throttled + conflicts > 0 ? [`${name}: ${throttled} throttled, ${conflicts} in conflict`] : [],
  );
  return `tables refused ${parts.join('; ') || 'nothing'}`;
};
