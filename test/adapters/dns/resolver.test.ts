import { createSocket, type Socket } from 'node:dgram';
import { describe, expect, it } from '@jest/globals';
import { DnsResolver } from '../../../adapters/dns/resolver.ts';

const NOERROR = 0;
const NXDOMAIN = 3;

const nameBytes = (name: string) =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);
const u16 = (n: number) => Buffer.from([n >> 8, n & 255]);

const record = (type: number, data: Buffer) =>
  Buffer.concat([u16(0xc00c), u16(type), u16(1), Buffer.from([0, 0, 0, 60]), u16(data.length), data]);

/** A name server of one answer (RFC 1035), or of none. */
const asking = async <T>(
  answer: { code: number; records: Buffer[] } | 'silent',
  test: (dns: DnsResolver) => Promise<T>,
): Promise<T> => {
  const server: Socket = createSocket('udp4');
  server.on('message', (query, { port, address }) => {
    if (answer === 'silent') return;
    let end = 12;
    while (query[end] !== 0) end += (query[end] ?? 0) + 1;
    const question = query.subarray(12, end + 5);
    const header = Buffer.concat([
      query.subarray(0, 2),
      u16(0x8180 | answer.code),
      u16(1),
      u16(answer.records.length),
      u16(0),
      u16(0),
    ]);
    server.send(Buffer.concat([header, question, ...answer.records]), port, address);
  });
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  try {
    return await test(new DnsResolver({ servers: [`127.0.0.1:${server.address().port}`] }));
  } finally {
    server.close();
  }
};

const text = (...parts: string[]) =>
  record(16, Buffer.concat(parts.map((part) => Buffer.from([part.length, ...Buffer.from(part)]))));

describe('DnsResolver', () => {
  it('joins the parts of a text', async () => {
    const records = [text('v=spf1 ', 'mx -all'), text('other')];
    expect(await asking({ code: NOERROR, records }, (dns) => dns.lookUp('x.example', 'TXT'))).toEqual({
      kind: 'found',
      values: ['v=spf1 mx -all', 'other'],
    });
  });

  it('names targets and mail servers, the preferred one first', async () => {
    const cname = record(5, nameBytes('abc.dkim.amazonses.com'));
    expect(await asking({ code: NOERROR, records: [cname] }, (dns) => dns.lookUp('x.example', 'CNAME'))).toEqual({
      kind: 'found',
      values: ['abc.dkim.amazonses.com'],
    });
    const mx = (priority: number, host: string) => record(15, Buffer.concat([u16(priority), nameBytes(host)]));
    const records = [mx(20, 'b.example'), mx(10, 'a.example')];
    expect(await asking({ code: NOERROR, records }, (dns) => dns.lookUp('x.example', 'MX'))).toEqual({
      kind: 'found',
      values: ['10 a.example', '20 b.example'],
    });
  });

  it.each([
    ['a name that does not exist', NXDOMAIN],
    ['a name without such a record', NOERROR],
  ])('finds nothing at %s', async (_, code) => {
    const answer = await asking({ code, records: [] }, (dns) => dns.lookUp('x.example', 'TXT'));
    expect(answer).toEqual({ kind: 'missing' });
  });

  it('knows nothing of a server that fails, or says nothing for two seconds', async () => {
    expect(await asking({ code: 2, records: [] }, (dns) => dns.lookUp('x.example', 'TXT'))).toEqual({
      kind: 'unknown',
    });
    const began = performance.now();
    expect(await asking('silent', (dns) => dns.lookUp('x.example', 'TXT'))).toEqual({ kind: 'unknown' });
    expect(performance.now() - began).toBeLessThan(2_500);
  });
});
