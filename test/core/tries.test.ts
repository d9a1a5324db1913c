import { describe, expect, it } from '@jest/globals';
import { AGAIN, tries } from '../../core/tries.ts';

/** An attempt that others forestall so many times; `made` counts. */
function forestalled(times: number) {
  const attempt = {
    made: 0,
    once: async () => {
      attempt.made += 1;
      return attempt.made <= times ? AGAIN : 'done';
    },
  };
  return attempt;
}

describe('tries', () => {
  it('goes on until nobody came first', async () => {
    const attempt = forestalled(2);
    expect(await tries(3, 'domain example.com', attempt.once)).toBe('done');
    expect(attempt.made).toBe(3);
  });

  it('takes undefined for an answer', async () => {
    expect(await tries(3, 'domain example.com', async () => undefined)).toBeUndefined();
  });

  it('says in the end what was contended', async () => {
    const attempt = forestalled(3);
    await expect(tries(3, 'domain example.com', attempt.once)).rejects.toMatchObject({
      name: 'Contended',
      message: 'domain example.com: forestalled by others in each of 3 tries',
    });
    expect(attempt.made).toBe(3);
  });

  it('answers in the end what the caller gave for that', async () => {
    expect(await tries(3, 'domain example.com', forestalled(3).once, () => 'later')).toBe('later');
  });

  it('does not repeat what threw', async () => {
    let made = 0;
    const attempt = async () => {
      made += 1;
      throw new Error('no connection');
    };
    await expect(tries(3, 'domain example.com', attempt)).rejects.toThrow('no connection');
    expect(made).toBe(1);
  });
});
