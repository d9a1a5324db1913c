import { useEffect, useEffectEvent, useState } from 'react';
import { ApiProblem } from '../../../adapters/api/problem.ts';
import type { Template } from '../../api/answers.ts';
import { type TemplateContent, useReadTemplate } from '../../api/templates.ts';
import type { Saving } from './use-save.ts';

interface UseSavingOptions {
  templateId: string | null;
  saving: Saving;
  isReadOnly: boolean;
  /** What is to be saved, read when it is. */
  current: () => Promise<{ content: TemplateContent; revision: string | null }>;
  onSaved: (template: Template) => void;
}

/** Saves, also by Ctrl-S; `theirs` is what somebody else saved meanwhile, over which nothing is written unasked. */
export function useSaving({ templateId, saving, isReadOnly, current, onSaved }: UseSavingOptions) {
  const [theirs, setTheirs] = useState<Template | null>(null);
  const { mutateAsync: read } = useReadTemplate();
  /** `over`: the revision that may be replaced, if it is not that on which the work began. */
  const saveOver = async (over?: string | null): Promise<void> => {
    if (saving.isPending || isReadOnly) return;
    try {
      const { content, revision } = await current();
      const template = await saving.save(content, over === undefined ? revision : over);
      setTheirs(null);
      onSaved(template);
    } catch (error) {
      const isChanged = error instanceof ApiProblem && error.code === 'changed-meanwhile';
      // Any other error is shown from the mutation's own state.
      if (isChanged && templateId !== null) setTheirs(await read(templateId));
    }
  };
  const save = (): void => void saveOver().catch(() => undefined);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
    event.preventDefault();
    save();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event);
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  return {
    save,
    theirs,
    keepMine: () => void saveOver(theirs?.revision ?? null).catch(() => undefined),
    settle: () => setTheirs(null),
  };
}
