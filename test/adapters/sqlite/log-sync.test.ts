import { describe, expect, it } from '@jest/globals';
import { LogSync } from '../../../adapters/sqlite/log-sync.ts';

/** A log whose flushes end when they are told to. */
function slowLog() {
  const flushes: PromiseWithResolvers<void>[] = [];
  const begun: PromiseWithResolvers<void>[] = [];
  const at = <T>(list: PromiseWithResolvers<T>[], n: number) => (list[n] ??= Promise.withResolvers<T>());
  let n = 0;
  let commits = 0;
  let refusesCommits = false;
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
    commit: () => {
      commits += 1;
      if (refusesCommits) throw new Error('the disk is full');
    },
    commits: () => commits,
    refuseCommits: (are: boolean) => {
      refusesCommits = are;
    },
  };
}

describe('LogSync', () => {
  it('answers when a flush that began after the commit has ended, and one flush is for many', async () => {
    const log = slowLog();
    const sync = new LogSync(log, log.commit);
    const settled: string[] = [];
    const commit = async (name: string) => {
      sync.written();
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
    expect([settled, log.count(), log.commits()]).toEqual([['a', 'b', 'c', 'd'], 2, 2]);
  });

  it('has nothing to wait for where nothing was committed since', async () => {
    const log = slowLog();
    const sync = new LogSync(log, log.commit);
    await sync.settled();
    sync.written();
    log.end(0);
    await sync.settled();
    await sync.settled();
    expect(log.count()).toBe(1);
  });

  it('tells all whose commit fails, and goes on with what is written later', async () => {
    const log = slowLog();
    const sync = new LogSync(log, log.commit);
    log.refuseCommits(true);
    const both = ['a', 'b'].map(async () => {
      sync.written();
      await sync.settled();
    });
    for (const one of both) await expect(one).rejects.toThrow('the disk is full');
    log.refuseCommits(false);
    log.end(0);
    sync.written();
    await sync.settled();
    expect(log.count()).toBe(1);
  });

  it('tells all that were undone with the one that failed', async () => {
    const log = slowLog();
    const sync = new LogSync(log, log.commit);
    sync.written();
    const one = sync.settled();
    sync.undone(new Error('no space'));
    await expect(one).rejects.toThrow('no space');
    sync.written();
    log.end(0);
    await sync.settled();
    expect([log.count(), log.commits()]).toEqual([1, 1]);
    await sync.close();
  });

  it('commits what is open before it is closed', async () => {
    const log = slowLog();
    const sync = new LogSync(log, log.commit);
    log.end(0);
    sync.written();
    await sync.close();
    expect([log.count(), log.commits()]).toEqual([1, 1]);
  });

  it('never answers again once a flush has failed', async () => {
    const log = slowLog();
    const sync = new LogSync(log, log.commit);
    sync.written();
    const first = sync.settled();
    await log.begins(0);
    log.fail(0);
    await expect(first).rejects.toThrow('the disk refused');
    sync.written();
    await expect(sync.settled()).rejects.toThrow('the disk refused');
    expect(log.count()).toBe(1);
    await sync.close();
  });
});
