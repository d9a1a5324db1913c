import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../../adapters/memory/random.ts';
import { MemoryTables } from '../../adapters/memory/tables.ts';
import { commit } from '../../core/commit.ts';
import { type Tables, TablesBusy, type Write } from '../../core/tables.ts';

const KEY = { pk: 'commit', sk: 'a' };
const random = new SeededRandom(1);
const increment: Write = { kind: 'update', table: 'Campaigns', key: KEY, add: { n: 1 } };

/** Tables whose first transactions are carried out, but answer with an error. */
function losingAnswers(times: number) {
  const memory = new MemoryTables({ now: () => 0 });
  const requestTokens: string[] = [];
  const transact: Tables['transact'] = async (writes, requestToken) => {
    requestTokens.push(requestToken);
    const result = await memory.transact(writes, requestToken);
    if (requestTokens.length <= times) throw new Error('no answer');
    return result;
  };
  return { memory, requestTokens, tables: { transact } };
}

describe('commit', () => {
  it('repeats under one request token what was not answered, and it counts once', async () => {
    const { memory, requestTokens, tables } = losingAnswers(2);
    expect(await commit([increment], { tables, random })).toEqual({ ok: true });
    expect(requestTokens).toHaveLength(3);
    expect(new Set(requestTokens).size).toBe(1);
    expect(await memory.get('Campaigns', KEY)).toMatchObject({ n: 1 });
  });

  it('draws a request token for each transaction', async () => {
    const { requestTokens, tables } = losingAnswers(0);
    await commit([increment], { tables, random });
    await commit([increment], { tables, random });
    expect(new Set(requestTokens).size).toBe(2);
  });

  it('gives the error to the caller in the end', async () => {
    const { requestTokens, tables } = losingAnswers(9);
    await expect(commit([increment], { tables, random })).rejects.toThrow('no answer');
    expect(requestTokens).toHaveLength(3);
  });

  it('does not repeat what the tables refused until the caller had no more time', async () => {
    let calls = 0;
    const transact: Tables['transact'] = async () => {
      calls += 1;
      throw new TablesBusy('the tables refused for 20000 ms');
    };
    await expect(commit([increment], { tables: { transact }, random })).rejects.toThrow(TablesBusy);
    expect(calls).toBe(1);
  });

  it('does not say that nothing was done when the tables refuse after an answer was lost', async () => {
    const { memory, tables } = losingAnswers(1);
    let calls = 0;
    const transact: Tables['transact'] = async (...given) => {
      calls += 1;
      if (calls > 1) throw new TablesBusy('the tables refused for 20000 ms');
      return await tables.transact(...given);
    };
    await expect(commit([increment], { tables: { transact }, random })).rejects.toThrow('no answer');
    expect(await memory.get('Campaigns', KEY)).toMatchObject({ n: 1 });
  });

  it('takes a refusal for an answer', async () => {
    const { requestTokens, tables } = losingAnswers(0);
    const refused: Write = { ...increment, when: [{ item: 'exists' }] };
    expect(await commit([refused], { tables, random })).toEqual({ ok: false, refusals: [{ old: undefined }] });
    expect(requestTokens).toHaveLength(1);
  });
});
