import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SmtpMailer, type SmtpMailerOptions } from '../../../adapters/smtp/mailer.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/clock.ts';
import type { HandOver } from '../../../core/mail/mailer.ts';
import { hasTimeForWindow } from '../../../core/sending/send-segment.ts';
import { Engine } from '../../support/engine.ts';
import { outgoingMail } from '../../support/outgoing-mail.ts';
import { type SmtpStep, startScriptedSmtp } from '../../support/smtp-script.ts';

const composer = { compose: () => 'X: y\r\n\r\nz\r\n' };

let cleanUp: (() => Promise<void>)[] = [];
beforeEach(() => {
  // Sockets have timers of their own, which are those of the machine.
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'performance'] });
});
afterEach(async () => {
  jest.useRealTimers();
  for (const close of cleanUp) await close();
  cleanUp = [];
});

/** A server that waits at a step, and a mail that has come to it. */
const waitAt = async (step: SmtpStep, options: Partial<SmtpMailerOptions>) => {
  const reached = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const until = () => {
    reached.resolve();
    return goOn.promise;
  };
  const server = await startScriptedSmtp({ at: step, turn: { until } });
  const mailer = new SmtpMailer({ host: '127.0.0.1', port: server.port, composer, ...options });
  cleanUp.push(async () => {
    mailer.close();
    await server.close();
  });
  const outcome = mailer.handOver(outgoingMail());
  await reached.promise;
  // The server knows of a connection before its client does.
  for (let turns = 0; turns < 3; turns += 1) await new Promise(setImmediate);
  return { goOn: goOn.resolve, outcome, server };
};

describe('patience', () => {
  it.each<[SmtpStep, number, string]>([
    ['connect', 6 * SECOND, 'postscreen of Postfix greets late'],
    ['message', 12 * SECOND, 'a relay looks at the mail before it takes it'],
    ['MAIL', 3 * MINUTE, 'a policy service is asked'],
  ])('waits at %s for %i ms: %s', async (step, ms) => {
    const { goOn, outcome } = await waitAt(step, {});

    jest.advanceTimersByTime(ms);
    goOn();

    expect(await outcome).toEqual({ kind: 'accepted', response: '250 2.0.0 queued as 42' });
  });

  it.each<[SmtpStep, number, HandOver['kind']]>([
    ['connect', 5 * MINUTE, 'throttled'],
    ['EHLO', 5 * MINUTE, 'throttled'],
    ['MAIL', 5 * MINUTE, 'deferred'],
    ['RCPT', 5 * MINUTE, 'deferred'],
    ['DATA', 2 * MINUTE, 'deferred'],
    ['message', 10 * MINUTE, 'unknown'],
  ])('gives up at %s after the %i ms of RFC 5321 when the hand-over may last longer', async (step, ms, kind) => {
    const { outcome } = await waitAt(step, { timeoutMs: HOUR });

    jest.advanceTimersByTime(ms);

    expect(await outcome).toEqual({ kind, reason: `no answer within ${ms} ms` });
  });

  it('waits at the last moment that RFC 5321 allows', async () => {
    const { goOn, outcome } = await waitAt('message', { timeoutMs: HOUR });

    jest.advanceTimersByTime(10 * MINUTE - 1);
    goOn();

    expect((await outcome).kind).toBe('accepted');
  });

  it('keeps a connection for five seconds, and then says goodbye', async () => {
    const { goOn, outcome, server } = await waitAt('message', {});
    goOn();
    await outcome;

    jest.advanceTimersByTime(5 * SECOND - 1);
    expect(server.commands).not.toContain('QUIT');
    jest.advanceTimersByTime(1);
    await server.closed;

    expect(server.commands.at(-1)).toBe('QUIT');
  });

  it('leaves an invocation of five minutes time to begin windows', () => {
    const mailer = new SmtpMailer({ host: '127.0.0.1', port: 25, composer });
    const { ports } = new Engine();
    const startsAt = ports.clock.now() - 50 * SECOND;

    expect(hasTimeForWindow({ owner: 'o', deadline: startsAt + 5 * MINUTE }, { ...ports, mailer })).toBe(true);
  });

  it('is shorter where that is set', async () => {
    const { outcome } = await waitAt('MAIL', { patience: { MAIL: SECOND } });

    jest.advanceTimersByTime(SECOND);

    expect(await outcome).toEqual({ kind: 'deferred', reason: 'no answer within 1000 ms' });
  });
});
