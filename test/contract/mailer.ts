import { describe, expect, it } from '@jest/globals';
import type { Mailer, OutgoingMail } from '../../core/mail/mailer.ts';
import { outgoingMail } from '../support/outgoing-mail.ts';

/** A mailer and what the mail server behind it saw. */
export interface MailerUnderTest {
  mailer: Mailer;
  /** Hand-overs to this address that reached the server. */
  handOvers(address: string): number;
  /** Mails to this address that the server took, whatever it answered. */
  accepted(address: string): number;
  close(): Promise<void>;
}

/**
 * What every mailer does. The server behind it refuses `reject+…@`, says once "later" to `busy+…@`, and never answers
 * for a mail to `hang+…@`, which it took.
 */
export const mailerContract = (name: string, start: () => Promise<MailerUnderTest>): void => {
  describe(`Mailer: ${name}`, () => {
    const withMailer = async (test: (underTest: MailerUnderTest) => Promise<void>): Promise<void> => {
      const underTest = await start();
      try {
        await test(underTest);
      } finally {
        await underTest.close();
      }
    };
    const to = (address: string): OutgoingMail => outgoingMail({ to: address });

    it('hands a mail over once, and says what the server answered', () =>
      withMailer(async ({ mailer, handOvers, accepted }) => {
        const outcome = await mailer.handOver(to('ann@example.com'));

        expect(outcome).toEqual({ kind: 'accepted', response: expect.stringMatching(/\S/) });
        expect([handOvers('ann@example.com'), accepted('ann@example.com')]).toEqual([1, 1]);
      }));

    it('hands over many mails at a time, each once', () =>
      withMailer(async ({ mailer, accepted }) => {
        const addresses = Array.from({ length: 120 }, (_, index) => `reader${index}@example.com`);

        const outcomes = await Promise.all(addresses.map((address) => mailer.handOver(to(address))));

        expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
        expect(addresses.map(accepted)).toEqual(addresses.map(() => 1));
      }));

    it('reports a refusal with the reason, and does not try again', () =>
      withMailer(async ({ mailer, handOvers, accepted }) => {
        const outcome = await mailer.handOver(to('reject+1@example.com'));

        expect(outcome).toEqual({ kind: 'refused', reason: expect.stringContaining('550') });
        expect([handOvers('reject+1@example.com'), accepted('reject+1@example.com')]).toEqual([1, 0]);
      }));

    it('reports a busy recipient, and leaves it to the caller to try again', () =>
      withMailer(async ({ mailer, handOvers, accepted }) => {
        const first = await mailer.handOver(to('busy+1@example.com'));
        expect(first).toEqual({ kind: 'deferred', reason: expect.stringContaining('451') });
        expect([handOvers('busy+1@example.com'), accepted('busy+1@example.com')]).toEqual([1, 0]);

        const second = await mailer.handOver(to('busy+1@example.com'));
        expect(second.kind).toBe('accepted');
        expect([handOvers('busy+1@example.com'), accepted('busy+1@example.com')]).toEqual([2, 1]);
      }));

    it('does not know what became of a mail that nobody answered for, and does not try again', () =>
      withMailer(async ({ mailer, handOvers }) => {
        const outcome = await mailer.handOver(to('hang+1@example.com'));

        expect(outcome).toEqual({ kind: 'unknown', reason: expect.stringMatching(/\S/) });
        expect(handOvers('hang+1@example.com')).toBe(1);
      }));

    it('answers within its time-out, also when a mail is not answered, and keeps the others going', () =>
      withMailer(async ({ mailer }) => {
        const startedAt = performance.now();

        const outcomes = await Promise.all(
          ['hang+1@example.com', 'ann@example.com', 'hang+2@example.com', 'bob@example.com'].map((address) =>
            mailer.handOver(to(address)),
          ),
        );

        expect(outcomes.map(({ kind }) => kind)).toEqual(['unknown', 'accepted', 'unknown', 'accepted']);
        // A busy machine may be late by itself.
        expect(performance.now() - startedAt).toBeLessThan(mailer.timeoutMs + 1_000);
      }));

    it('goes on after refusals', () =>
      withMailer(async ({ mailer }) => {
        const kinds: string[] = [];
        for (const address of ['reject+1@example.com', 'ann@example.com', 'hang+1@example.com', 'bob@example.com']) {
          kinds.push((await mailer.handOver(to(address))).kind);
        }

        expect(kinds).toEqual(['refused', 'accepted', 'unknown', 'accepted']);
      }));
  });
};
