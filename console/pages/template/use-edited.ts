import { useState } from 'react';
import type { Template } from '../../api/answers.ts';
import type { TemplateContent } from '../../api/templates.ts';
import type { Composed } from '../../editor/handle.ts';
import { isSameDesign, readDesign } from '../../logic/design.ts';

export const contentOf = ({ name, subject, html, text, design }: Template): TemplateContent => ({
  name,
  subject: subject ?? '',
  html: html ?? '',
  text: text ?? '',
  design: designIn(design),
});

function designIn(stored: Template['design']): TemplateContent['design'] {
  const design = readDesign(stored);
  return design === 'newer' ? null : design;
}

export const isSame = (a: TemplateContent, b: TemplateContent): boolean =>
  a.name === b.name &&
  a.subject === b.subject &&
  a.html === b.html &&
  a.text === b.text &&
  isSameDesign(a.design, b.design);

export interface Edited {
  content: TemplateContent;
  /** As it is stored, or as a new one begins. */
  stored: TemplateContent;
  /** That of the stored one; null for a new one. */
  revision: string | null;
  /** Changes when the editor gets another text than what was typed. */
  loadedAt: number;
}

/** The content with other blocks, and the HTML that was made of them. */
export const withComposed = (content: TemplateContent, { html, doc }: Composed): TemplateContent => ({
  ...content,
  html,
  design: content.design && { ...content.design, doc },
});

/** A template while it is written. */
export function useEdited(begin: TemplateContent, revision: string | null) {
  const [edited, setEdited] = useState<Edited>({ content: begin, stored: begin, revision, loadedAt: 0 });
  return {
    edited,
    isDirty: !isSame(edited.content, edited.stored),
    /** What was typed. */
    type: (typed: Partial<TemplateContent>) =>
      setEdited((before) => ({ ...before, content: { ...before.content, ...typed } })),
    /** What was made of the blocks; all else stays as it was typed meanwhile. */
    compose: (made: Composed) => setEdited((before) => ({ ...before, content: withComposed(before.content, made) })),
    /** Other content, for instance that of a draft. */
    load: (content: TemplateContent) => setEdited((before) => ({ ...before, content, loadedAt: before.loadedAt + 1 })),
    /** What the server has now; what is typed meanwhile stays. */
    store: (template: Template) =>
      setEdited((before) => ({ ...before, stored: contentOf(template), revision: template.revision })),
  };
}
