import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MAIL_STATUSES } from '../../core/insight/mail-item.ts';
import { PROBLEM_STATUS } from '../../core/problems.ts';
import { HOLD_REASONS } from '../../core/runs/holds.ts';
import { RUN_ERRORS } from '../../core/runs/run.ts';
import { OUTCOMES } from '../../core/tasks/list-recipients.ts';
import { TASK_STATUSES } from '../../core/tasks/status.ts';
import { LEVEL_RULES, PARK_RULES, PLANS } from '../../core/warm-up/domain.ts';
import { EVENTS } from '../../core/webhooks/events.ts';
import { FAULT_STATUS } from '../../lambdas/http/problem-response.ts';

const DOCS = join(__dirname, '../../docs');
const page = (name: string): string => readFileSync(join(DOCS, name), 'utf8');

/** Headings as GitHub makes anchors of them. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('the pages for people', () => {
  it.each([['errors.md', 'code', { ...PROBLEM_STATUS, ...FAULT_STATUS }]])(
    '%s has every %s with its status',
    (name, _, statuses) => {
      const rows = Object.entries(statuses).map(([code, status]) => `| \`${code}\` | ${status} |`);
      expect(rows.filter((row) => !page(name).includes(row))).toEqual([]);
    },
  );

  it.each([
    ['errors.md', 'outcome of a recipient', [...OUTCOMES]],
    ['errors.md', 'status of a mail', [...MAIL_STATUSES]],
    ['tasks.md', 'status of a task', [...TASK_STATUSES]],
    ['tasks.md', 'hold', [...HOLD_REASONS]],
    ['tasks.md', 'error of a run', [...RUN_ERRORS]],
    ['warm-up.md', 'plan', [...PLANS]],
    ['warm-up.md', 'level rule', [...LEVEL_RULES]],
    ['warm-up.md', 'rule for parking', [...PARK_RULES]],
    ['webhooks.md', 'event', [...EVENTS]],
  ])('%s explains every %s', (name, _, words) => {
    expect(words.filter((word) => !new RegExp(`\`(\\w+: )?${word}\``).test(page(name)))).toEqual([]);
  });

  it('lead only to pages and headings that exist', () => {
    const names = readdirSync(DOCS).filter((name) => name.endsWith('.md'));
    const broken = names.flatMap((name) =>
      [...page(name).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
        .filter(([, path = '', anchor]) => {
          const target = path === '' ? join(DOCS, name) : join(dirname(join(DOCS, name)), path);
          if (!existsSync(target)) return true;
          return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
        })
        .map(([link]) => `${name}: ${link}`),
    );
    expect(broken).toEqual([]);
  });
});

describe('the index of decisions', () => {
  it('names each once, by its title, in the order of the numbers', () => {
    const files = readdirSync(join(DOCS, 'decisions')).filter((name) => /^\d{4}-/.test(name));
    const titles = files.sort().map((name) => {
      const [, number, title] = /^# (\d{4}): (.+)$/m.exec(page(join('decisions', name))) ?? [];
      return `| ${number} | [${title}](${name}) |`;
    });
    const rows = page('decisions/README.md').match(/^\| \d{4} \| \[.+?\]\(.+?\) \|/gm);
    expect(rows).toEqual(titles);
  });
});
