import { describe, expect, it } from '@jest/globals';
import { MemoryObjects } from '../../../adapters/memory/objects.ts';
import { describeObjects } from '../../contract/objects.ts';

describeObjects('MemoryObjects', async () => new MemoryObjects());

describe('MemoryObjects beside the contract', () => {
  it('lists all objects, and copies itself whole', async () => {
    const objects = new MemoryObjects();
    await objects.put('a', new Uint8Array([1]));
    const twin = objects.copy();
    await objects.remove('a');
    expect([...objects.all()]).toEqual([]);
    expect([...twin.all()]).toEqual([['a', new Uint8Array([1])]]);
  });
});
