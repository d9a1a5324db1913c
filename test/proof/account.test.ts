import { describe, expect, it } from '@jest/globals';
import { account, type Books } from './account.ts';

const books: Books = {
  readers: ['a', 'b', 'c', 'd'],
  taken: ['b', 'a', 'c'],
  claimed: [
    { email: 'a', outcome: 'sent' },
    { email: 'b', outcome: 'sent' },
    { email: 'c', outcome: 'unknown' },
    { email: 'd', outcome: 'unknown' },
  ],
  counts: { requested: 4, sent: 2, failed: 0, skipped: 0, unknown: 2, cached: 0, inFlight: 0 },
  mostUnknown: 2,
};
const violationsWith = (more: Partial<Books>): string[] => account({ ...books, ...more }).violations;

describe('account', () => {
  it('finds nothing where all is as the API says', () => {
    expect(account(books)).toEqual({
      outcomes: { sent: 2, failed: 0, skipped: 0, unknown: 2 },
      unknownTaken: 1,
      violations: [],
    });
  });

  it('finds who was mailed twice', () => {
    expect(violationsWith({ taken: ['a', 'b', 'c', 'a'] })).toEqual(['a was mailed twice']);
  });

  it('finds who is called sent and was never mailed', () => {
    expect(violationsWith({ taken: ['a'] })).toEqual(['b is sent, but was never mailed']);
  });

  it('finds who was mailed and is called something else', () => {
    const claimed = books.claimed.map((claim) => (claim.email === 'c' ? { email: 'c', outcome: 'skipped' } : claim));
    const counts = { ...books.counts, skipped: 1, unknown: 1 };
    expect(violationsWith({ claimed, counts })).toEqual(['c was mailed, but is skipped']);
  });

  it('finds who is forgotten, and who is shown twice', () => {
    const claimed = books.claimed.map((claim) => (claim.email === 'd' ? { email: 'c', outcome: 'unknown' } : claim));
    expect(violationsWith({ claimed })).toEqual(['c is shown twice', 'd is forgotten']);
  });

  it('finds strangers', () => {
    expect(violationsWith({ taken: [...books.taken, 'x'] })).toEqual(['x was mailed, but is undefined']);
  });

  it('finds more unknowns than crashes can leave', () => {
    expect(violationsWith({ mostUnknown: 1 })).toEqual(['2 are unknown, at most 1 may be']);
  });

  it('finds counts that are not what the outcomes add up to', () => {
    expect(violationsWith({ counts: { ...books.counts, sent: 3, inFlight: 1 } })).toEqual([
      'the task counts 3 sent, there are 2',
      'the task counts 1 inFlight, there are 0',
    ]);
  });
});
