import type { PreviewReader, TemplateParts } from '../../api/templates.ts';
import type { TestSend } from '../../api/test-sends.ts';
import { valuesData } from '../../logic/values-data.ts';

/** What the form has. */
export interface TestForm {
  /** Empty where it is not yet chosen, or `content` is sent. */
  templateId: string;
  /** What is written and not stored, in place of a template. */
  content?: TemplateParts | undefined;
  from: string;
  subject: string;
  to: readonly string[];
  /** The text of an address that is not yet one of `to`. */
  typed: string;
  listId: string | null;
  reader: PreviewReader | null;
  /** By variable. */
  values: Readonly<Record<string, string>>;
}

export const EMPTY: TestForm = {
  templateId: '',
  from: '',
  subject: '',
  to: [],
  typed: '',
  listId: null,
  reader: null,
  values: {},
};

export const testOf = ({ templateId, content, from, subject, to, reader, values }: TestForm): TestSend => ({
  templateId,
  content,
  from: from.trim(),
  subject: subject.trim(),
  to,
  templateData: valuesData(values),
  recipient: reader,
});
