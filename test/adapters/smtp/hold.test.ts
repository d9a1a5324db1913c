import { describe, expect, it } from '@jest/globals';
import { SmtpMailer, type SmtpMailerOptions } from '../../../adapters/smtp/mailer.ts';
import { MINUTE } from '../../../core/clock.ts';
import { Engine, NINE } from '../../support/engine.ts';
import { type SmtpScript, startScriptedSmtp } from '../../support/smtp-script.ts';

const composer = { compose: () => 'X: y\r\n\r\nz\r\n' };
const logIn = { user: 'me', password: 'guess' };

/** A run whose mails go to a server, and the server: `false` for one that is not there. */
const runTo = async (script: SmtpScript | false, options: Partial<SmtpMailerOptions>) => {
  const engine = new Engine({ windowSize: 5, segmentSize: 10, parallelism: 1 });
  await engine.addDomain();
  const server = await startScriptedSmtp(script || {});
  if (script === false) await server.close();
  const mailer = new SmtpMailer({ host: '127.0.0.1', port: server.port, composer, timeoutMs: 10_000, ...options });
  Object.assign(engine.ports, { mailer });
  const close = async (): Promise<void> => {
    mailer.close();
    if (script !== false) await server.close();
  };
  return { engine, runId: await engine.addRun(12), close };
};

describe('a run whose mail server cannot be used', () => {
  it.each<[string, SmtpScript | false, Partial<SmtpMailerOptions>]>([
    ['connect ECONNREFUSED 127.0.0.1:', false, {}],
    ['554 5.7.1 not welcome', { at: 'connect', turn: { reply: '554 5.7.1 not welcome' } }, {}],
    ['421 4.3.2 shutting down', { at: 'connect', turn: { reply: '421 4.3.2 shutting down' } }, {}],
    [
      '502 5.5.2 not recognized',
      { extensions: ['STARTTLS'], startTls: '502 5.5.2 not recognized' },
      { tls: 'required' },
    ],
    ['535 5.7.8 wrong', { at: 'AUTH', turn: { reply: '535 5.7.8 wrong' }, extensions: ['AUTH PLAIN'] }, { logIn }],
    ['530 5.7.0 Authentication required', { at: 'MAIL', turn: { reply: '530 5.7.0 Authentication required' } }, {}],
  ])('is held in its words: %s', async (words, script, options) => {
    const { engine, runId, close } = await runTo(script, options);
    try {
      await engine.travel(3 * MINUTE);

      const run = await engine.run(runId);
      expect(run).toMatchObject({
        status: 'paused',
        hold: 'mail-server',
        holdSince: NINE,
        sent: 0,
        failed: 0,
        open: 0,
      });
      expect(run.refusal?.answer).toContain(words);
    } finally {
      await close();
    }
  });
});
