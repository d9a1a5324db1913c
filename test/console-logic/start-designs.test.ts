import { Liquid } from 'liquidjs';
import { STARTS, startDesign } from '../../console/logic/start-designs.ts';
import { templateProblems } from '../../console/logic/template-problems.ts';
import en from '../../console/words/en.ts';
import ja from '../../console/words/ja.ts';
import zh from '../../console/words/zh.ts';
import { checkSource } from '../../core/content/manage-templates.ts';

const designs = Object.entries({ en, ja, zh }).flatMap(([language, words]) =>
  STARTS.filter((start) => start !== 'html').map((start) => ({
    language,
    start,
    ...startDesign(start, words, language),
  })),
);

it.each(designs)(
  '$start in $language asks readers for their name at most, and nothing is to be mended',
  ({ subject, html }) => {
    const { variables, warnings } = checkSource({ subject, html, text: null });
    expect(variables).toEqual(html.includes('{{ name | default:') ? ['name'] : []);
    const preview = { subject, bytes: html.length, warnings };
    expect(templateProblems({ subject, html, preview })).toEqual([]);
  },
);

it('a letter greets a reader without a name', () => {
  const { html } = startDesign('letter', en, 'en');
  const rendered = new Liquid().parseAndRenderSync(html, { unsubscribeUrl: 'https://example.com/u' });
  expect(rendered).toContain('Hello dear reader,');
  expect(rendered).toContain('href="https://example.com/u"');
});
