import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { classifySesError } from '../../adapters/ses/classify.ts';
import { type Answered, classifyLoss, classifyReply, type SmtpPhase } from '../../adapters/smtp/classify.ts';

const DOMAIN = 'news.example';
/** Words that mean something to a classification, and any other. */
const words = fc.oneof(
  fc.constantFrom(
    'Maximum sending rate exceeded',
    'Daily message quota exceeded',
    `Email address is not verified: news@${DOMAIN}`,
    'connect ECONNREFUSED',
    'Too many connections',
  ),
  fc.string(),
);

const PARTIES = { sender: `news@${DOMAIN}`, recipient: 'ann@reader.test' };

describe('what failed without an answer that refuses', () => {
  it('is unknown at SES for every 5xx, 408 and answer that cannot be read, whatever the words and the name', () => {
    const names = fc.oneof(fc.constantFrom('TooManyRequestsException', 'MessageRejected', 'TimeoutError'), fc.string());
    const statuses = fc.oneof(fc.integer({ min: 500, max: 599 }), fc.constantFrom(408, 200, 302));
    fc.assert(
      fc.property(names, words, statuses, (name, message, httpStatusCode) => {
        const error = { name, message, $metadata: { httpStatusCode } };
        expect(classifySesError(error, PARTIES).kind).toBe('unknown');
      }),
    );
  });

  it('is never unknown at SES once it has refused with a 4xx, as a refusal is certain', () => {
    const statuses = fc.integer({ min: 400, max: 499 }).filter((status) => status !== 408);
    fc.assert(
      fc.property(fc.string(), words, statuses, (name, message, httpStatusCode) => {
        const outcome = classifySesError({ name, message, $metadata: { httpStatusCode } }, PARTIES);
        expect(['throttled', 'refused', 'blocked']).toContain(outcome.kind);
      }),
    );
  });

  it('is unknown over SMTP if and only if the final dot may have been written', () => {
    const phases = fc.constantFrom<SmtpPhase>('waiting', 'envelope', 'data', 'ended');
    fc.assert(
      fc.property(words, phases, (message, phase) => {
        const { kind } = classifyLoss(message, phase);
        expect(kind === 'unknown').toBe(phase === 'ended');
        expect(kind).not.toBe('accepted');
      }),
    );
  });

  it('is never unknown, nor accepted, over SMTP when the server replied', () => {
    const replies = fc.integer({ min: 400, max: 599 });
    const commands = fc.constantFrom<Answered>('MAIL', 'RCPT', 'DATA', 'message');
    const parties = { from: PARTIES.sender, to: PARTIES.recipient };
    fc.assert(
      fc.property(replies, commands, words, (code, command, text) => {
        const { kind } = classifyReply(command, { code, text: `${code} ${text}` }, parties);
        expect(['deferred', 'throttled', 'refused', 'blocked']).toContain(kind);
        if (code < 500 && kind === 'refused') throw new Error('a 4xx refuses nobody for good');
        if (command === 'RCPT' && kind === 'blocked') throw new Error('one recipient blocks nobody else');
      }),
    );
  });
});
