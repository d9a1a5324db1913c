import { describe, expect, it } from '@jest/globals';
import { LogSync } from '../../../adapters/sqlite/log-sync.ts';

/** A log whose flushes end when they are told to. */
function slowLog() {
  const flushes: PromiseWithResolvers<void>[] = [];
  const begun: PromiseWithResolvers<void>[] = [];
  const at = <T>(list: PromiseWithResolvers<T>[], n: number) => (list[n] ??= Promise.withResolvers<T>());
  let n = 0;
  return {
    datasync: async () => {
      at(begun, n).resolve();
      n += 1;
      await at(flushes, n - 1).promise;
    },
    close: async () => {},
    begins: (flush: number) => at(begun, flush).promise,
    end: (flush: number) => at(flushes, flush).resolve(),
    fail: (flush: number) => at(flushes, flush).reject(new Error('EIO')),
    count: () => n,
  };
}

describe('LogSync', () => {
  it('answers when a flush that began after the commit has ended, and one flush is for many', async () => {
    const log = slowLog();
    const sync = new LogSync(log);
    const settled: string[] = [];
    const commit = async (name: string) => {
      sync.committed();
      await sync.settled();
      settled.push(name);
    };
    const early = [commit('a'), commit('b')];
    await log.begins(0);
    const late = [commit('c'), commit('d')];
    log.end(0);
    await Promise.all(early);
    expect(settled).toEqual(['a', 'b']);
    await log.begins(1);
    log.end(1);
    await Promise.all(late);
    expect([settled, log.count()]).toEqual([['a', 'b', 'c', 'd'], 2]);
  });

  it('has nothing to wait for where nothing was committed since', async () => {
    const log = slowLog();
    const sync = new LogSync(log);
    await sync.settled();
    sync.committed();
    log.end(0);
    await sync.settled();
    await sync.settled();
    expect(log.count()).toBe(1);
  });

  it('never answers again once a flush has failed', async () => {
    const log = slowLog();
    const sync = new LogSync(log);
    sync.committed();
    const first = sync.settled();
    await log.begins(0);
    log.fail(0);
    await expect(first).rejects.toThrow('the disk refused');
    sync.committed();
    await expect(sync.settled()).rejects.toThrow('the disk refused');
    expect(log.count()).toBe(1);
    await sync.close();
  });
});
