import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const { CONSOLE_DIST = 'console/.dist/test' } = process.env;

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();

test('the same sources make the same bytes, so that a deployment changes only what somebody changed', () => {
  const again = mkdtempSync(join(tmpdir(), 'mailramp-again-'));
  try {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/build-console.ts', again], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.deepEqual(filesIn(again), filesIn(CONSOLE_DIST));
    const changed = filesIn(again).filter(
      (name) => !readFileSync(join(again, name)).equals(readFileSync(join(CONSOLE_DIST, name))),
    );
    assert.deepEqual(changed, []);
  } finally {
    rmSync(again, { recursive: true });
  }
});
