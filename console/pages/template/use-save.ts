import { useRef } from 'react';
import type { Template } from '../../api/answers.ts';
import { type TemplateContent, useCreateTemplate, useSaveTemplate } from '../../api/templates.ts';

/** How the editor saves: as a new template, or over a stored one. */
export interface Saving {
  save: (content: TemplateContent, revision: string | null) => Promise<Template>;
  isPending: boolean;
  error: Error | null;
  /** Forgets the error, for instance as its field is changed. */
  reset: () => void;
}

export function useSaveStored(templateId: string): Saving {
  const { mutateAsync, isPending, error, reset } = useSaveTemplate(templateId);
  return {
    save: (content, revision) => mutateAsync({ content, revision: revision ?? '' }),
    isPending,
    error,
    reset,
  };
}

/** What is made is made once: a repeated try has the same key, until an answer has come. */
export function useSaveNew(): Saving {
  const { mutateAsync, isPending, error, reset } = useCreateTemplate();
  const key = useRef<{ of: TemplateContent; key: string } | null>(null);
  const save = async (content: TemplateContent): Promise<Template> => {
    if (key.current?.of !== content) key.current = { of: content, key: crypto.randomUUID() };
    return await mutateAsync({ content, idempotencyKey: key.current.key });
  };
  return { save, isPending, error, reset };
}
