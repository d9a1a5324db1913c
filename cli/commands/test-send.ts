import { EXIT } from '../exit-codes.ts';
import { isFile } from '../files.ts';
import { templateIdOf } from '../lookup.ts';
import { Made } from '../made.ts';
import { type DataOptions, dataOf } from '../send/content.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { newTemplateFrom } from '../template-file.ts';

export interface TestSendOptions extends DataOptions {
  from: string;
  template: string;
  subject?: string;
}

interface Result {
  email: string;
  outcome: string;
  reason: string | null;
}

/** Sends a template to a few addresses, as a test. A template from a file is gone afterwards. Answers the exit code. */
export async function testSend(session: Session, to: string[], options: TestSendOptions): Promise<number> {
  const { from, subject, template } = options;
  const templateData = dataOf(options);
  const input = isFile(template) ? newTemplateFrom(template, { subject }) : null;
  const api = await session.api();
  const made = new Made(api);
  try {
    const templateId = input ? await made.template(input) : await templateIdOf(api, template);
    const body = { from, templateId, templateData, to, ...(subject && { subject }) };
    const { results } = await api.post<{ results: Result[] }>('/v1/test-sends', body);
    session.show(linesOf(session, results), results);
    return results.every(({ outcome }) => outcome === 'sent') ? EXIT.done : EXIT.incomplete;
  } finally {
    session.warn(await made.remove());
  }
}

const linesOf = (session: Session, results: Result[]): string[] =>
  table<Result>(
    results,
    [
      { title: 'EMAIL', of: ({ email }) => email },
      { title: 'OUTCOME', of: ({ outcome }) => outcome, tone: ({ outcome }) => outcome },
      { title: 'REASON', of: ({ reason }) => reason ?? '' },
    ],
    session,
  );
