import { describe, expect, it } from '@jest/globals';
import { MemoryMailer } from '../../../adapters/memory/mailer.ts';
import { orTestMail } from '../../../lambdas/sender/test-mail.ts';

const MAIL = {
  mailId: 'mail-1',
  from: 'self-test@news.test',
  to: 'success+label@simulator.amazonses.com',
  subject: 'test',
  text: 'test',
  sendingPool: null,
};

describe('the sender', () => {
  const mailer = new MemoryMailer();
  const handler = orTestMail(async (event: { Records: string[] }) => event.Records.length, { mailer });

  it('hands a test mail over, and answers the result', async () => {
    expect(await handler({ testMail: MAIL }, null)).toMatchObject({ kind: 'accepted' });
  });

  it('looks at tokens as before', async () => {
    expect(await handler({ Records: ['a', 'b'] }, null)).toBe(2);
  });

  it.each([
    ['to anybody else', { ...MAIL, to: 'reader@news.test' }, 'to the simulator only'],
    ['to more than one', { ...MAIL, to: 'a@simulator.amazonses.com, b@news.test' }, 'to the simulator only'],
    ['without a sender', { ...MAIL, from: null }, 'has no from'],
  ])('sends no test mail %s', async (_, testMail, words) => {
    await expect(handler({ testMail }, null)).rejects.toThrow(words);
  });
});
