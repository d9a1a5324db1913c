import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { FileObjects } from '../../../adapters/files/objects.ts';
import { describeObjects } from '../../contract/objects.ts';

const place = mkdtempSync(join(tmpdir(), 'mailramp-objects-'));
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
let directories = 0;
const freshDirectory = (): string => join(place, String(++directories));

afterAll(() => rmSync(place, { recursive: true }));

describeObjects('FileObjects', () => FileObjects.open(freshDirectory()));

describe('FileObjects beside the contract', () => {
  it('has everything again after a restart', async () => {
    const directory = freshDirectory();
    await (await FileObjects.open(directory)).put('a/b', bytes('kept'));
    expect(await (await FileObjects.open(directory)).get('a/b')).toEqual(bytes('kept'));
  });

  it('removes what an earlier process left unfinished', async () => {
    const directory = freshDirectory();
    await FileObjects.open(directory);
    writeFileSync(join(directory, 'parts', '1'), 'half of a bo');
    await FileObjects.open(directory);
    expect(readdirSync(join(directory, 'parts'))).toEqual([]);
  });

  it('leaves nothing beside an object, whole or broken off', async () => {
    const directory = freshDirectory();
    const objects = await FileObjects.open(directory);
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield bytes('begun');
      throw new Error('gone');
    }
    await objects.put('a', bytes('x'));
    await expect(objects.put('a', broken())).rejects.toThrow('gone');
    expect(await objects.get('a')).toEqual(bytes('x'));
    expect(readdirSync(join(directory, 'parts'))).toEqual([]);
  });

  it.each(['../outside', 'a/../../outside', './a', 'a//b', '/a', 'a/', '', '..'])(
    'refuses the key "%s"',
    async (key) => {
      const directory = freshDirectory();
      const objects = await FileObjects.open(directory);
      await expect(objects.put(key, bytes('x'))).rejects.toThrow('cannot have the key');
      await expect(objects.get(key)).rejects.toThrow('cannot have the key');
      expect(existsSync(join(place, 'outside.data'))).toBe(false);
    },
  );

  it('tells keys apart that differ in characters no file may have', async () => {
    const objects = await FileObjects.open(freshDirectory());
    const keys = ['a:b', 'a%3ab', 'a*b', 'a\\b', 'a\nb', 'a', 'a/b', 'a.data'];
    for (const key of keys) await objects.put(key, bytes(key));
    for (const key of keys) expect(Buffer.from((await objects.get(key)) ?? []).toString()).toBe(key);
  });
});
