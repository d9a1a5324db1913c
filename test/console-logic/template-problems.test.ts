import { templateProblems, widthOf } from '../../console/logic/template-problems.ts';

const preview = { subject: 'Hello', bytes: 1_000, warnings: [] };
const codesOf = (html: string, subject = 'Hello') =>
  templateProblems({ subject, html, preview: { ...preview, subject }, needed: [] }).map(({ code }) => code);

it('a mail without a fault has no problem', () => {
  expect(codesOf('<a href="https://example.com">x</a><img src="https://example.com/a.png" alt="">')).toEqual([]);
});

it.each([
  ['<img src="https://example.com/a.png">', 'alt-missing'],
  ["<IMG\n src='http://example.com/a.png' alt='a'>", 'image-http'],
  ['<a href="">x</a>', 'link-empty'],
  ['<a href=#>x</a>', 'link-empty'],
])('%s is %s', (html, code) => {
  expect(codesOf(html)).toEqual([code]);
});

it.each([
  '<!-- <img src="http://example.com"> -->',
  '<a name="top">x</a>',
  '<a href="{{ unsubscribeUrl }}">x</a>',
  '<img data-src="http://x" src="https://example.com" alt=x>',
])('%s is none', (html) => {
  expect(codesOf(html)).toEqual([]);
});

it('the same problem is told once, with how often it occurs', () => {
  const html = '<img src="a"><img src="b"><img src="c" alt="c">';
  expect(templateProblems({ subject: 's', html, preview, needed: [] })).toEqual([{ code: 'alt-missing', count: 2 }]);
});

it('a subject is as long as the reader sees it, and a wide letter counts twice', () => {
  expect(codesOf('', '秋'.repeat(30))).toEqual([]);
  expect(codesOf('', '秋'.repeat(31))).toEqual(['subject-long']);
  expect(codesOf('', 'a'.repeat(61))).toEqual(['subject-long']);
  expect(codesOf('', ' ')).toEqual(['subject-missing']);
  expect(widthOf('a秋🍁')).toBe(5);
});

it('a mail of more than 90 KB is too heavy', () => {
  const judged = { subject: 's', html: '', preview: { ...preview, bytes: 90_001 }, needed: [] };
  expect(templateProblems(judged)).toEqual([{ code: 'too-heavy', bytes: 90_001 }]);
});

it('warnings of the API keep what they name', () => {
  const warnings = [
    { code: 'no-unsubscribe-link', message: 'm', params: {} },
    { code: 'merge-tag', message: 'm', params: { tag: '*|FNAME|*', variable: 'FNAME' } },
    { code: 'liquid', message: 'is nested too deeply', params: {} },
  ];
  expect(templateProblems({ subject: 's', html: '', preview: { ...preview, warnings }, needed: [] })).toEqual([
    { code: 'no-unsubscribe-link' },
    { code: 'merge-tag', tag: '*|FNAME|*', variable: 'FNAME' },
    { code: 'liquid', detail: 'is nested too deeply' },
  ]);
});

it('a variable without a fallback is told, unless everybody of the chosen list has it', () => {
  const needed = [
    { variable: 'name', lack: null },
    { variable: 'city', lack: { count: 0, of: 500 } },
    { variable: 'code', lack: { count: 3, of: 500 } },
  ];
  expect(templateProblems({ subject: 's', html: '', preview, needed })).toEqual([
    { code: 'fallback-missing', variable: 'name', lack: null },
    { code: 'fallback-missing', variable: 'code', lack: { count: 3, of: 500 } },
  ]);
});
