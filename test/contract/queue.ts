import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Queue } from '../../core/queue.ts';

export interface TestMessage {
  text: string;
  n?: number | null;
}

export interface QueueUnderTest {
  queue: Queue<TestMessage>;
  /** Lets up to `seconds` pass until messages are there, and removes them. */
  receive(seconds: number): Promise<TestMessage[]>;
}

/** What every adapter of the queue does. `make` is asked once; each test leaves the queue empty. */
export function describeQueue(name: string, make: () => Promise<QueueUnderTest>): void {
  describe(name, () => {
    let under: QueueUnderTest;
    beforeAll(async () => {
      under = await make();
    });

    it('delivers what was sent', async () => {
      const message = { text: 'ü€😀\uFFFE "quoted" \\u0041\n\u0000', n: null };
      await under.queue.send(message);
      expect(await under.receive(1)).toEqual([message]);
      expect(await under.receive(0)).toEqual([]);
    });

    it('delivers each message that was sent, equal ones too', async () => {
      for (const n of [1, 2, 2]) await under.queue.send({ text: 'same', n });
      const received: TestMessage[] = [];
      for (let i = 0; i < 5 && received.length < 3; i += 1) received.push(...(await under.receive(1)));
      expect(received.map(({ n }) => n).sort()).toEqual([1, 2, 2]);
    });

    it('delivers a copy of the message as it was when it was sent', async () => {
      const message = { text: 'before' };
      await under.queue.send(message);
      message.text = 'after';
      expect(await under.receive(1)).toEqual([{ text: 'before' }]);
    });

    it('delivers a delayed message not before its time', async () => {
      await under.queue.send({ text: 'later' }, 0.3);
      expect(await under.receive(0)).toEqual([]);
      expect(await under.receive(3)).toEqual([{ text: 'later' }]);
    });

    it.each([-1, 901, Number.NaN])('refuses a delay of %d seconds', async (delay) => {
      await expect(under.queue.send({ text: 'never' }, delay)).rejects.toThrow('0 to 900');
      expect(await under.receive(0)).toEqual([]);
    });
  });
}
