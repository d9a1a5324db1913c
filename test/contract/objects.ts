import { beforeAll, describe, expect, it } from '@jest/globals';
import { MIN_PART_BYTES, type ObjectParts, type Objects } from '../../core/objects.ts';

const MEGABYTE = 1_024 * 1_024;
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

async function* chunks(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield part;
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

/** What every adapter of the objects does. `makeObjects` is asked once. */
export function describeObjects(name: string, makeObjects: () => Promise<Objects & ObjectParts>): void {
  describe(name, () => {
    let objects: Objects & ObjectParts;
    beforeAll(async () => {
      objects = await makeObjects();
    });

    it('keeps bytes under a key', async () => {
      await objects.put('a/b c/ü.bin', new Uint8Array([0, 255, 10, 13]));
      expect(await objects.get('a/b c/ü.bin')).toEqual(new Uint8Array([0, 255, 10, 13]));
    });

    it('keeps an empty object', async () => {
      await objects.put('empty', new Uint8Array());
      await objects.put('empty-stream', chunks());
      for (const key of ['empty', 'empty-stream']) {
        expect(await objects.get(key)).toEqual(new Uint8Array());
        expect(await collect(objects.stream(key))).toHaveLength(0);
        expect(await collect(objects.stream(key, 3))).toHaveLength(0);
      }
    });

    it('keeps a body that comes in chunks', async () => {
      await objects.put('chunks', chunks(bytes('one '), bytes(''), Buffer.from('two')));
      expect(await objects.get('chunks')).toEqual(bytes('one two'));
      expect((await collect(objects.stream('chunks'))).toString()).toBe('one two');
    });

    it('replaces an object', async () => {
      await objects.put('replaced', bytes('a longer one'));
      await objects.put('replaced', bytes('short'));
      expect(await objects.get('replaced')).toEqual(bytes('short'));
    });

    it('answers ranges, the end not included, and no more than there is', async () => {
      await objects.put('range', bytes('0123456789'));
      const text = async (from: number, to: number) =>
        Buffer.from((await objects.get('range', { from, to })) ?? 'none');
      expect(String(await text(0, 4))).toBe('0123');
      expect(String(await text(4, 5))).toBe('4');
      expect(String(await text(8, 100))).toBe('89');
      expect(String(await text(3, 3))).toBe('');
      expect(String(await text(10, 20))).toBe('');
    });

    it.each([
      [-1, 2],
      [3, 2],
      [0.5, 2],
    ])('refuses the range %d to %d', async (from, to) => {
      await objects.put('range', bytes('0123456789'));
      await expect(objects.get('range', { from, to })).rejects.toThrow('range');
    });

    it('tells size and version of an object without reading it', async () => {
      await objects.put('head', bytes('four'));
      const first = await objects.head('head');
      expect(first?.size).toBe(4);
      expect(await objects.head('head')).toEqual(first);
      await objects.put('head', bytes('five'));
      expect((await objects.head('head'))?.version).not.toBe(first?.version);
      expect(await objects.head('missing')).toBeUndefined();
    });

    it('answers undefined for a key that does not exist, and throws on its stream', async () => {
      expect(await objects.get('missing')).toBeUndefined();
      expect(await objects.get('missing', { from: 0, to: 1 })).toBeUndefined();
      expect(await objects.get('missing', { from: 0, to: 0 })).toBeUndefined();
      await expect(collect(objects.stream('missing'))).rejects.toThrow();
    });

    it('removes an object, also one that does not exist', async () => {
      await objects.put('removed', bytes('x'));
      await objects.remove('removed');
      await objects.remove('removed');
      expect(await objects.get('removed')).toBeUndefined();
    });

    it('keeps nothing of a body that breaks off, whatever its size', async () => {
      async function* broken(megabytes: number): AsyncGenerator<Uint8Array> {
        for (let i = 0; i < megabytes; i += 1) yield new Uint8Array(MEGABYTE);
        throw new Error('the list is gone');
      }
      for (const megabytes of [0, 1, 18]) {
        await expect(objects.put('broken', broken(megabytes))).rejects.toThrow('the list is gone');
        expect(await objects.get('broken')).toBeUndefined();
      }
    });

    it('keeps an object of several parts whole', async () => {
      // Each megabyte begins with its number, so that parts in a wrong order show.
      const megabytes = Array.from({ length: 20 }, (_, n) => new Uint8Array(MEGABYTE).fill(n));
      await objects.put('large', chunks(...megabytes, bytes('end')));
      const whole = await collect(objects.stream('large'));
      expect(whole.equals(Buffer.concat([...megabytes, bytes('end')]))).toBe(true);
      const behind = await collect(objects.stream('large', 8 * MEGABYTE + 5));
      expect(behind.equals(whole.subarray(8 * MEGABYTE + 5))).toBe(true);
      expect(await objects.get('large', { from: 8 * MEGABYTE - 1, to: 8 * MEGABYTE + 1 })).toEqual(
        new Uint8Array([7, 8]),
      );
      expect(await objects.get('large', { from: 20 * MEGABYTE, to: 21 * MEGABYTE })).toEqual(bytes('end'));
    });

    it('makes an object of the parts that are named, in the order of their numbers', async () => {
      const uploadId = await objects.begin('parts');
      const first = new Uint8Array(MIN_PART_BYTES).fill(1);
      const last = await objects.putPart('parts', uploadId, 205, bytes('end'));
      const one = await objects.putPart('parts', uploadId, 101, first);
      await objects.putPart('parts', uploadId, 102, bytes('of somebody who lost the upload'));
      expect(await objects.head('parts')).toBeUndefined();
      await objects.make('parts', uploadId, [one, last]);
      const whole = await collect(objects.stream('parts'));
      expect(whole.equals(Buffer.concat([first, bytes('end')]))).toBe(true);
    });

    it('makes an object once, however often it is told', async () => {
      const uploadId = await objects.begin('made');
      const part = await objects.putPart('made', uploadId, 1, bytes('whole'));
      await objects.make('made', uploadId, [part]);
      await objects.make('made', uploadId, [part]);
      expect(await objects.get('made')).toEqual(bytes('whole'));
    });

    it('takes a part again, and makes nothing of one that is no longer as it was', async () => {
      const uploadId = await objects.begin('again');
      const before = await objects.putPart('again', uploadId, 1, bytes('before'));
      const after = await objects.putPart('again', uploadId, 1, bytes('after'));
      await expect(objects.make('again', uploadId, [before])).rejects.toThrow();
      await objects.make('again', uploadId, [after]);
      expect(await objects.get('again')).toEqual(bytes('after'));
    });

    it('keeps uploads of one key apart', async () => {
      const [one, two] = [await objects.begin('twice'), await objects.begin('twice')];
      const part = await objects.putPart('twice', one, 1, bytes('one'));
      await objects.putPart('twice', two, 1, bytes('two'));
      await objects.make('twice', one, [part]);
      expect(await objects.get('twice')).toEqual(bytes('one'));
    });

    it('shares no bytes with its callers', async () => {
      const body = bytes('abc');
      await objects.put('copied', body);
      body.fill(0);
      (await objects.get('copied'))?.fill(0);
      for await (const part of objects.stream('copied')) part.fill(0);
      expect(await objects.get('copied')).toEqual(bytes('abc'));
    });
  });
}
