import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const { CONSOLE_DIST = 'console/.dist/test' } = process.env;

test('there is one copy of TipTap, in one version', () => {
  const { packages } = JSON.parse(readFileSync('console/package-lock.json', 'utf8')) as {
    packages: Record<string, { version: string }>;
  };
  const copies = Object.entries(packages).filter(([path]) => path.includes('node_modules/@tiptap/'));
  assert.deepEqual(
    copies.filter(([path]) => path.endsWith('/@tiptap/core')).map(([path]) => path),
    ['node_modules/@tiptap/core'],
  );
  assert.equal(new Set(copies.map(([, { version }]) => version)).size, 1);
});

test('the same sources make the same bytes', () => {
  const out = mkdtempSync(join(tmpdir(), 'mailramp-build-'));
  try {
    const { status } = spawnSync(process.execPath, ['scripts/build-console.ts', out], { stdio: 'ignore' });
    assert.equal(status, 0);
    const files = (folder: string) => readdirSync(join(folder, 'assets')).sort();
    assert.deepEqual(files(out), files(CONSOLE_DIST));
    for (const name of files(out)) {
      const [first, second] = [out, CONSOLE_DIST].map((folder) => readFileSync(join(folder, 'assets', name)));
      assert.ok(first?.equals(second ?? Buffer.of()), name);
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
