import { useState } from 'react';
import type { Template } from '../../api/answers.ts';
import type { TemplateContent } from '../../api/templates.ts';

export const contentOf = ({ name, subject, html, text }: Template): TemplateContent => ({
  name,
  subject: subject ?? '',
  html: html ?? '',
  text: text ?? '',
});

export const isSame = (a: TemplateContent, b: TemplateContent): boolean =>
  a.name === b.name && a.subject === b.subject && a.html === b.html && a.text === b.text;

export interface Edited {
  content: TemplateContent;
  /** As it is stored, or as a new one begins. */
  stored: TemplateContent;
  /** That of the stored one; null for a new one. */
  revision: string | null;
  /** Changes when the editor gets another text than what was typed. */
  loadedAt: number;
}

/** A template while it is written. */
export function useEdited(begin: TemplateContent, revision: string | null) {
  const [edited, setEdited] = useState<Edited>({ content: begin, stored: begin, revision, loadedAt: 0 });
  return {
    edited,
    isDirty: !isSame(edited.content, edited.stored),
    /** What was typed. */
    type: (typed: Partial<TemplateContent>) =>
      setEdited((before) => ({ ...before, content: { ...before.content, ...typed } })),
    /** Other content, for instance that of a draft. */
    load: (content: TemplateContent) => setEdited((before) => ({ ...before, content, loadedAt: before.loadedAt + 1 })),
    /** What the server has now; what is typed meanwhile stays. */
    store: (template: Template) =>
      setEdited((before) => ({ ...before, stored: contentOf(template), revision: template.revision })),
  };
}
