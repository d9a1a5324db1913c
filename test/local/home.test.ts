import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Home, HomeUnusable } from '../../local/home.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mailramp-home-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('Home', () => {
  it('makes a directory for its owner alone, with those above it', () => {
    const home = Home.open(join(directory, 'a', 'b'));
    expect([modeOf(join(directory, 'a')), modeOf(join(directory, 'a', 'b'))]).toEqual([0o700, 0o700]);
    home.release();
  });

  it('closes what an earlier version left open to others, and nothing else', () => {
    const data = join(directory, 'data');
    mkdirSync(join(data, 'objects'), { recursive: true });
    const names = ['tables.sqlite', 'dynamodb.sqlite-wal', 'schedules.json', 'mail-events', 'inbox.log', 'notes.txt'];
    for (const name of names) writeFileSync(join(data, name), '');
    for (const name of ['.', 'objects']) chmodSync(join(data, name), 0o755);
    for (const name of names) chmodSync(join(data, name), 0o644);
    const home = Home.open(data);
    expect(names.map((name) => modeOf(join(data, name)))).toEqual([0o600, 0o600, 0o600, 0o600, 0o600, 0o644]);
    expect([modeOf(data), modeOf(join(data, 'objects'))]).toEqual([0o755, 0o700]);
    home.release();
  });

  it.each([
    ['a file', (file: string) => file, 'is a file, or lies in one; a directory is needed'],
    ['below a file', (file: string) => join(file, 'data'), 'is a file, or lies in one; a directory is needed'],
    ['in a folder that takes none', () => '/proc/x', 'cannot be '],
  ])('says in a sentence that it cannot be %s', (_where, pathOf, why) => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    const path = pathOf(file);
    expect(() => Home.open(path)).toThrow(HomeUnusable);
    expect(() => Home.open(path)).toThrow(`--data ${path} ${why}`);
  });
});
