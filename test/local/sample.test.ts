import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseAddress } from '../../core/audience/address.ts';
import { parseTemplate } from '../../core/content/template-variables.ts';
import { parseCsv } from '../../local/csv.ts';
import { type SampleOptions, travelThrough } from '../../local/sample.ts';

const text = (name: string) => readFileSync(join(__dirname, '../../examples/autumn-letter', name), 'utf8');

describe('the autumn letter', () => {
  const readers = parseCsv(text('recipients.csv'));
  const campaign = JSON.parse(text('campaign.json'));

  it('goes to 3,500 different readers at reserved domains', () => {
    expect(readers).toHaveLength(3_500);
    expect(new Set(readers.map(({ email }) => email)).size).toBe(3_500);
    for (const { email = '' } of readers) {
      expect(parseAddress(email)).toEqual({ ok: true, address: email });
      expect(email).toMatch(/@([a-z]+\.)?example\.(com|org|net)$/);
    }
  });

  it('uses only what its readers and its data supply', () => {
    const template = { ...campaign.template, html: text('template.html.liquid'), text: text('template.txt.liquid') };
    const parsed = parseTemplate(template);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    const supplied = [...Object.keys(readers[0] ?? {}), ...Object.keys(campaign.task.templateData)];
    expect(supplied).toEqual(expect.arrayContaining(parsed.variables));
  });
});

describe('parseCsv', () => {
  it('reads quoted fields, empty ones and both line ends', () => {
    expect(parseCsv('a,b\r\n"x, ""y""\nz",\n1,2')).toEqual([
      { a: 'x, "y"\nz', b: '' },
      { a: '1', b: '2' },
    ]);
  });

  it.each(['a,b\n1', 'a,b\n1,2,3', 'a\n"open'])('refuses %j', (csv) => {
    expect(() => parseCsv(csv)).toThrow();
  });
});

describe('a sample that an earlier start has sent', () => {
  it('is not said to be sent now', async () => {
    const said: string[] = [];
    const progress = { event: (name: string) => void said.push(name) };
    const task = {
      taskId: '7',
      name: 'Letter',
      from: 'a@b.example',
      status: 'finished',
      counts: { sent: 2, requested: 2 },
    };
    const statuses = ['finished', 'sending', 'finished'];
    const api = { get: async () => ({ ...task, status: statuses.shift(), history: [] }) };
    const options = { api, progress, directory: '', path: 'data/sample.json', signal: new AbortController().signal };
    const look = async () => undefined;
    await travelThrough('7', options as unknown as SampleOptions, look);
    expect(said).toEqual(['sample-sent-before']);
    await travelThrough('7', options as unknown as SampleOptions, look);
    expect(said).toEqual(['sample-sent-before', 'sample-finished']);
  });
});
