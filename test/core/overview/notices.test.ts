import { describe, expect, it } from '@jest/globals';
import type { DomainToday } from '../../../core/overview/domains-today.ts';
import { noticesOf } from '../../../core/overview/notices.ts';
import { stepsOf } from '../../../core/overview/steps.ts';

const NOTHING = {
  limits: { day: null, sandbox: null, sendingEnabled: null },
  stackHold: null,
  domains: [],
  week: null,
  stalled: [],
};

const domain = (changes: Partial<DomainToday> = {}): DomainToday => ({
  domain: 'x.test',
  status: 'verified',
  dnsProblems: 0,
  day: '2027-01-01',
  level: 1,
  limit: 500,
  left: 500,
  reserved: 0,
  sent: 0,
  other: 0,
  heldUntil: null,
  ...changes,
});

const day = (accepted: number, delivered: number, bounced: number, complained: number) => ({
  day: '2027-01-01',
  accepted,
  delivered,
  bounced,
  complained,
});

describe('noticesOf', () => {
  it('finds nothing where nothing is wrong, or not known to be', () => {
    expect(noticesOf({ ...NOTHING, domains: [domain(), domain({ dnsProblems: null })] })).toEqual([]);
    expect(noticesOf({ ...NOTHING, week: [day(999, 998, 500, 500)] })).toEqual([]);
  });

  it('adds up the days of the week for its rates', () => {
    const week = [day(600, 600, 20, 0), day(600, 580, 40, 2)];
    expect(noticesOf({ ...NOTHING, week })).toEqual([
      { code: 'bounce-rate', params: { n: 60, mails: 1_200, rate: 0.05, limit: 0.05 } },
      { code: 'complaint-rate', params: { n: 2, mails: 1_180, rate: 2 / 1_180, limit: 0.001 } },
    ]);
    expect(noticesOf({ ...NOTHING, week: [day(600, 600, 19, 0), day(600, 580, 40, 1)] })).toEqual([]);
  });

  it('names the runs that do not move, and a domain with broken records only once it is verified', () => {
    const broken = [domain({ dnsProblems: 2 }), domain({ domain: 'y.test', status: 'failed', dnsProblems: 4 })];
    expect(noticesOf({ ...NOTHING, domains: broken, stalled: [{ taskId: '7', name: null }] })).toEqual([
      { code: 'run-stalled', params: { taskId: '7', name: null } },
      { code: 'domain-unverified', params: { domain: 'y.test', status: 'failed' } },
      { code: 'dns-broken', params: { domain: 'x.test', problems: 2 } },
    ]);
  });
});

describe('stepsOf', () => {
  const facts = {
    limits: { sandbox: false },
    domains: [domain()],
    counts: { recipients: 1, templates: 1 },
    hasTested: true,
    hasFinished: true,
  };
  const isDone = (changes: Partial<Parameters<typeof stepsOf>[0]>, name: string) =>
    stepsOf({ ...facts, ...changes }).find(({ step }) => step === name)?.done;

  it('takes what cannot be counted as there', () => {
    const counts = { recipients: null, templates: null };
    expect([isDone({ counts }, 'list'), isDone({ counts }, 'template')]).toEqual([true, true]);
  });

  it('needs one domain whose DNS is in order, and does not guess', () => {
    const inDoubt = domain({ dnsProblems: null });
    const broken = domain({ dnsProblems: 1 });
    expect(isDone({ domains: [broken, inDoubt, domain()] }, 'dns')).toBe(true);
    expect(isDone({ domains: [broken, inDoubt] }, 'dns')).toBe(null);
    expect(isDone({ domains: [broken, domain({ status: 'pending' })] }, 'dns')).toBe(false);
    expect(isDone({ limits: { sandbox: null } }, 'sandbox')).toBe(null);
  });
});
