import { describe, expect, it } from '@jest/globals';
import { sideBySide } from '../../core/side-by-side.ts';

describe('sideBySide', () => {
  it('answers in the order of the parts', async () => {
    const gates = [3, 1, 2].map((n) => ({ n, ...Promise.withResolvers<void>() }));
    const work = sideBySide(gates, async ({ n, promise }) => {
      await promise;
      return n;
    });
    for (const { resolve } of gates.toReversed()) resolve();
    expect(await work).toEqual([3, 1, 2]);
  });

  it('throws the failure when the others, who are told, have come to an end', async () => {
    const steps: string[] = [];
    const failure = Promise.withResolvers<void>();
    const work = sideBySide(['fails', 'works'], async (name, isOver) => {
      if (name === 'fails') {
        await failure.promise;
        throw new Error('no more');
      }
      for (let step = 1; step <= 5 && !isOver(); step += 1) {
        steps.push(`${name} ${step}`);
        if (step === 2) failure.resolve();
        for (let turns = 0; turns < 5; turns += 1) await Promise.resolve();
      }
      steps.push('ended');
    });
    await expect(work).rejects.toThrow('no more');
    expect(steps).toEqual(['works 1', 'works 2', 'ended']);
  });
});
