import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findDynoxide, startDynoxide } from '../../local/dynoxide.ts';

describe('the embedded DynamoDB', () => {
  it('answers at an address of this machine that a web page cannot guess, and at no other', async () => {
    const binary = findDynoxide();
    // Only Linux on x64 has it.
    if (binary === undefined) return;
    const directory = mkdtempSync(join(tmpdir(), 'mailramp-dynoxide-'));
    const { endpoint, stop } = await startDynoxide(binary, directory);
    try {
      const { hostname, port } = new URL(endpoint);
      expect(hostname).toMatch(/^127\.(?!0\.0\.1$)/);
      expect((await fetch(endpoint)).status).toBe(200);
      await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
    } finally {
      await stop();
      rmSync(directory, { recursive: true });
    }
  });
});
