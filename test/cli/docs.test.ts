import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { withCommands } from '../../scripts/cli-markdown.ts';

const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');

describe('docs/cli.md', () => {
  it('has the commands as they are (npm run docs writes them)', () => {
    expect(page).toBe(withCommands(page));
  });

  it('explains every exit code, and no other', () => {
    const codes = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT));
  });

  it('shows only commands and options that there are', () => {
    const known = withCommands(page).split('<!--')[1] ?? '';
    for (const [, command = '', rest = ''] of page.matchAll(/^\$ npx mailramp ([a-z-]+)(.*)$/gm)) {
      expect(known).toContain(`\`${command}`);
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(known).toContain(option);
    }
  });
});
