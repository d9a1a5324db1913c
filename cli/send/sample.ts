import type { ApiClient } from '../../adapters/api/client.ts';
import type { Member, Preview } from '../answers.ts';
import { facts } from '../table.ts';
import { plain, shorten } from '../text.ts';

/** Lines of a mail that are shown. */
const LINES_SHOWN = 12;
const INDENT = '  │ ';

/** The task that the sample is of. */
export interface Sampled {
  templateId: string;
  listIds: string[];
  from: string;
  replyTo?: string;
  /** What replaces the subject of the template; null where that has it. */
  subject: string | null;
  templateData: Record<string, unknown>;
}

/** Who sends, the subject, and the beginning of the text as one recipient of the lists gets them. */
export async function sampleLines(api: ApiClient, task: Sampled, columns: number): Promise<string[]> {
  const reader = await firstReader(api, task.listIds);
  const preview = await api.post<Preview>(
    '/v1/templates/{id}/preview',
    { data: { ...task.templateData, ...reader?.data, ...(reader && { email: reader.email }) } },
    { params: { id: task.templateId } },
  );
  const head = facts([
    ['from', task.from],
    ['reply to', task.replyTo ?? null],
    ['subject', task.subject ?? preview.subject],
    ['sample', reader === undefined ? null : `to ${reader.email}`],
  ]);
  return [...head, ...textLines(preview.text ?? '', columns), ''];
}

/** The first recipient of the first list that has one. */
async function firstReader(api: ApiClient, listIds: string[]): Promise<Member | undefined> {
  for (const id of listIds) {
    const page = await api.get<{ items: Member[] }>('/v1/lists/{id}/recipients', {
      params: { id },
      query: { limit: 1 },
    });
    if (page.items[0]) return page.items[0];
  }
  return undefined;
}

/** The beginning of a text, as a quotation. */
function textLines(text: string, columns: number, most = LINES_SHOWN): string[] {
  const lines = text.trimEnd().split('\n');
  const shown = lines
    .slice(0, most)
    .map((line) => `${INDENT}${shorten(plain(line), columns - INDENT.length)}`.trimEnd());
  return lines.length > most ? [...shown, `${INDENT}…`] : shown;
}
