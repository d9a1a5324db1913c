import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compose } from '../../../console/editor/compose.ts';
import { startBlocks } from '../../../console/editor/designs.ts';
import { hiddenEditor, startContent } from '../../../console/editor/start.ts';
import { WORDS } from '../../../console/editor/words/index.ts';
import { templateProblems } from '../../../console/logic/template-problems.ts';
import { checkSource } from '../../../core/content/manage-templates.ts';
import { EVERYTHING, IN_COLORS } from './support/mails.ts';

/** Mails that people have looked at. `GOLDEN=write` writes them anew, to be looked at again. */
const FOLDER = 'test/console/golden';
const STARTS = ['letter', 'newsletter', 'announcement', 'blank'] as const;
const LANGUAGES = ['en', 'ja', 'zh'] as const;

const GOLDEN = [
  ...STARTS.map((start) => ({ name: `${start}-en`, lang: 'en' as const, blocks: startBlocks(start, WORDS.en) })),
  { name: 'letter-ja', lang: 'ja' as const, blocks: startBlocks('letter', WORDS.ja) },
  { name: 'newsletter-zh', lang: 'zh' as const, blocks: startBlocks('newsletter', WORDS.zh) },
  { name: 'everything', lang: 'en' as const, blocks: EVERYTHING },
  { name: 'in-colors', lang: 'ja' as const, blocks: IN_COLORS },
];

for (const { name, lang, blocks } of GOLDEN) {
  test(`the mail ${name} is as it was looked at`, async () => {
    const editor = hiddenEditor(blocks, lang);
    const html = `${await compose(editor, 'What an inbox shows, {{ name | default: "reader" }}')}\n`;
    editor.destroy();
    const path = join(FOLDER, `${name}.html`);
    if (process.env.GOLDEN === 'write') writeFileSync(path, html);
    assert.equal(html, readFileSync(path, 'utf8'));
  });
}

for (const language of LANGUAGES) {
  for (const start of STARTS) {
    test(`${start} in ${language} needs nothing of its readers, and nothing is to be mended`, async () => {
      const { subject, html, design } = await startContent(start, language);
      const { variables, warnings } = checkSource({ subject, html, text: null });
      assert.deepEqual(variables, start === 'letter' ? ['name'] : []);
      assert.deepEqual(
        templateProblems({ subject, html, preview: { subject, bytes: html.length, warnings }, needed: [] }),
        [],
      );
      assert.equal(design.lang, language);
      const opened = hiddenEditor(JSON.parse(design.doc), language);
      assert.equal(await compose(opened, ''), html);
      opened.destroy();
    });
  }
}
