import { describe, expect, it } from '@jest/globals';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { lookUpDns } from '../../../core/domains/dns-seen.ts';
import { taskWarnings } from '../../../core/tasks/warnings.ts';

const NOW = Date.UTC(2027, 0, 5, 9);
const task = { taskId: '17', domain: 'x.test' };
const log = { info() {}, warn() {}, error() {} };

describe('taskWarnings', () => {
  it('warns of a domain that was seen without a DMARC record', async () => {
    const tables = new MemoryTables({ now: () => NOW });
    expect(await taskWarnings(task, { tables, log })).toEqual([]);
    const dns = { lookUp: async () => ({ kind: 'missing' as const }) };
    await lookUpDns({ tables, dns }, { domain: 'x.test', dkimTokens: [] }, NOW);

    expect(await taskWarnings(task, { tables, log })).toEqual([{ code: 'dmarc-missing', domain: 'x.test' }]);
  });

  it('fails no task', async () => {
    const tables = new MemoryTables({ now: () => NOW });
    tables.getMany = async () => {
      throw new Error('no table');
    };

    expect(await taskWarnings(task, { tables, log })).toEqual([]);
  });
});
