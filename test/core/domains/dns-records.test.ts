import { describe, expect, it } from '@jest/globals';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import type { DnsAnswer, DnsType } from '../../../core/domains/dns.ts';
import { dnsRecords, lacksDmarc } from '../../../core/domains/dns-records.ts';
import { dmarcNames, lookUpDns, readDnsSeen } from '../../../core/domains/dns-seen.ts';
import type { Domain } from '../../../core/warm-up/domain.ts';
import { LocalDns } from '../../../local/dns.ts';

const NOW = Date.UTC(2027, 0, 5, 9);
const target = 'abc.dkim.amazonses.com';
const DKIM = 'CNAME abc._domainkey.news.example.com';
const mx = '10 feedback-smtp.eu-west-1.amazonses.com';
const mailFrom = { domain: 'bounce.news.example.com', mx };
const domain = (status: Domain['status'] = 'pending') => ({
  domain: 'news.example.com',
  dkimTokens: [target],
  mailFrom,
  status,
});

const zone = (records: Record<string, string[] | 'silent'>) => ({
  lookUp: async (name: string, type: DnsType): Promise<DnsAnswer> => {
    const values = records[`${type} ${name}`];
    if (values === undefined) return { kind: 'missing' };
    return values === 'silent' ? { kind: 'unknown' } : { kind: 'found', values };
  },
});

const complete = {
  [DKIM]: ['ABC.dkim.amazonses.com.'],
  'MX bounce.news.example.com': ['10 FEEDBACK-SMTP.eu-west-1.amazonses.com'],
  'TXT bounce.news.example.com': ['google-site-verification=1', 'v=spf1 include:amazonses.com ~all'],
  'TXT _dmarc.news.example.com': ['v=DMARC1; p=quarantine; rua=mailto:a@b.example'],
  'MX news.example.com': ['10 mail.example.com'],
};

/** What is found of the purposes of a zone that lacks nothing but for some changes. */
const found = async (
  changes: Record<string, string[] | 'silent' | undefined>,
  status: Domain['status'] = 'verified',
) => {
  const records = Object.fromEntries(
    Object.entries({ ...complete, ...changes }).flatMap(([name, values]) => (values ? [[name, values]] : [])),
  );
  const tables = new MemoryTables({ now: () => NOW });
  const seen = await lookUpDns({ tables, dns: zone(records) }, domain(), NOW);
  expect(await readDnsSeen(tables, ['news.example.com', 'other.example'])).toEqual([seen, undefined]);
  const rows = dnsRecords(domain(status), seen);
  return Object.fromEntries(
    rows.map(({ purpose, current, ok, hint, code, params }) => [purpose, { current, ok, hint, code, params }]),
  );
};

const hinted = (text: string, code: string, params: object, current: unknown = expect.anything()) => ({
  current,
  ok: false,
  hint: expect.stringContaining(text),
  code,
  params,
});

const AT = '_dmarc.news.example.com';
const BOUNCES = 'bounce.news.example.com';
const SPF = 'v=spf1 include:amazonses.com ~all';

describe('dnsRecords', () => {
  it('finds nothing to change in a complete zone', async () => {
    const rows = Object.values(await found({}));

    expect(rows.map(({ ok, hint }) => [ok, hint])).toEqual([
      [true, null],
      [true, null],
      [true, null],
      [true, null],
      [true, null],
    ]);
    expect(rows.every(({ current }) => current !== null)).toBe(true);
  });

  it('says what to add where nothing is', async () => {
    const nothing = Object.fromEntries(Object.keys(complete).map((name) => [name, undefined]));

    expect(await found(nothing, 'pending')).toEqual({
      dkim: hinted(
        `abc._domainkey.news.example.com with the value ${target}`,
        'add',
        { name: 'abc._domainkey.news.example.com', value: target },
        null,
      ),
      'mail-from': hinted(
        `an MX record bounce.news.example.com with the value ${mx}`,
        'add',
        { name: BOUNCES, value: mx },
        null,
      ),
      spf: hinted(`${BOUNCES} with the value ${SPF}`, 'add', { name: BOUNCES, value: SPF }, null),
      dmarc: hinted(`${AT} with the value v=DMARC1; p=none;`, 'add', { name: AT, value: 'v=DMARC1; p=none;' }, null),
      mx: hinted('MX record', 'no-mx', { domain: 'news.example.com' }, null),
    });
  });

  it('names another target of a DKIM record', async () => {
    expect((await found({ [DKIM]: ['old.dkim.amazonses.com'] })).dkim).toEqual(
      hinted(target, 'change', { name: 'abc._domainkey.news.example.com', value: target }, 'old.dkim.amazonses.com'),
    );
  });

  it('asks for patience while a right DKIM record is not seen by the mail service', async () => {
    expect((await found({}, 'pending')).dkim).toMatchObject({
      ok: true,
      hint: expect.stringContaining('hours'),
      code: 'not-seen-yet',
      params: {},
    });
  });

  it.each([
    [
      ['v=spf1 include:_spf.google.com ~all'],
      'v=spf1 include:amazonses.com include:_spf.google.com ~all',
      'merge',
      { name: BOUNCES, value: 'v=spf1 include:amazonses.com include:_spf.google.com ~all' },
    ],
    [['v=spf1 include:amazonses.com ~all', 'v=spf1 mx -all'], 'merge', 'several', { name: BOUNCES, count: 2 }],
    [['v=spf1 include:amazonses.com +all'], '~all', 'plus-all', { name: BOUNCES }],
  ])('says how to change the SPF of %j', async (values, hint, code, params) => {
    expect((await found({ 'TXT bounce.news.example.com': values })).spf).toEqual(hinted(hint, code, params));
  });

  it.each([
    [['v=DMARC1; p=none', 'v=DMARC1; p=reject'], 'keep one', 'several', { name: AT, count: 2 }],
    [['v=DMARC1; rua=mailto:a@b.example'], 'p=none', 'no-policy', { name: AT }],
  ])('says how to change the DMARC of %j', async (values, hint, code, params) => {
    expect((await found({ 'TXT _dmarc.news.example.com': values })).dmarc).toEqual(hinted(hint, code, params));
  });

  it.each([[['10 mail.example.com']], [[mx, '20 mail.example.com']]])(
    'wants the MX of the domain for bounces and no other, and not %j',
    async (values) => {
      expect((await found({ 'MX bounce.news.example.com': values }))['mail-from']).toEqual(
        hinted('and no other', 'change', { name: BOUNCES, value: mx }),
      );
    },
  );

  it('asks for no SPF of the From domain, which receivers do not look at', () => {
    const rows = dnsRecords({ ...domain(), mailFrom: null }, undefined);
    expect(rows.map(({ purpose }) => purpose)).toEqual(['dkim', 'dmarc', 'mx']);
  });

  it('takes the DMARC record of a parent', async () => {
    const records = { 'TXT _dmarc.news.example.com': undefined, 'TXT _dmarc.example.com': ['v=DMARC1;p=none'] };

    expect((await found(records)).dmarc).toEqual({
      current: 'v=DMARC1;p=none',
      ok: true,
      hint: null,
      code: null,
      params: {},
    });
    expect(dmarcNames('a.b.c.d.e.example.com')).toHaveLength(4);
    expect(dmarcNames('example.com')).toEqual(['_dmarc.example.com']);
  });

  it('takes a null MX for none', async () => {
    expect((await found({ 'MX news.example.com': ['0'] })).mx).toEqual(
      hinted('MX', 'no-mx', { domain: 'news.example.com' }, '0'),
    );
  });

  it('claims nothing where nobody answered', async () => {
    const silent = Object.fromEntries(Object.keys(complete).map((name) => [name, 'silent' as const]));
    const rows = await found(silent, 'pending');

    for (const row of Object.values(rows)) expect(row).toMatchObject({ current: null, ok: null });
    expect((await found(silent)).dkim).toEqual({ current: null, ok: true, hint: null, code: null, params: {} });
  });
});

describe('lacksDmarc', () => {
  it('is true only where somebody looked and there is none', async () => {
    const tables = new MemoryTables({ now: () => NOW });
    const look = (name: string, dns: Parameters<typeof lookUpDns>[0]['dns']) =>
      lookUpDns({ tables, dns }, { domain: name, dkimTokens: [] }, NOW);

    expect(lacksDmarc('x.test', undefined)).toBe(false);
    expect(lacksDmarc('x.test', await look('x.test', new LocalDns()))).toBe(false);
    expect(lacksDmarc('x.invalid', await look('x.invalid', new LocalDns()))).toBe(true);
    expect(lacksDmarc('x.test', await look('x.test', zone({ 'TXT _dmarc.x.test': 'silent' })))).toBe(false);
  });
});
