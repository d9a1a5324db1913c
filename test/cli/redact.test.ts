import { describe, expect, it } from '@jest/globals';
import { redact } from '../../cli/first-account/redact.ts';

describe('redact', () => {
  it.each([
    ['an address', 'mail to Jo+x@news.example.com was refused', 'mail to <address> was refused'],
    ['a host', 'news.example.com is verified', '<host> is verified'],
    ['a URL', 'https://abc.execute-api.eu-west-1.amazonaws.com/v1 cannot be reached', '<url> cannot be reached'],
    ['a key', 'mr_first_AbC123 is not known', '<key> is not known'],
    ['credentials', 'of AKIAIOSFODNN7EXAMPLE', 'of <key>'],
    ['an account', 'in 123456789012', 'in <account>'],
    [
      "SES's words for a missing right",
      "User `arn:aws:sts::123456789012:assumed-role/a/b' is not authorized to perform `ses:SendEmail' on resource `arn:aws:ses:eu-west-1:123456789012:identity/jo@x.example'",
      "User `<arn>' is not authorized to perform `ses:SendEmail' on resource `<arn>'",
    ],
  ])('hides %s', (_, text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  it('leaves figures and words alone', () => {
    const text = 'finished: 20,000 of 20,000 rows in 1.5 s, 13,333 a second; dns: DKIM, SPF and DMARC are in place';
    expect(redact(text)).toBe(text);
  });
});
