import { useRef } from 'react';
import type { Template } from '../../api/answers.ts';
import { draftKey } from '../../api/drafts.ts';
import { mayDo, useSignedIn } from '../../api/session.ts';
import type { TemplateContent } from '../../api/templates.ts';
import type { CodeHandle } from '../../code/code-area.tsx';
import { useDraft } from './use-draft.ts';
import { contentOf, useEdited } from './use-edited.ts';
import { usePanel } from './use-panel.ts';
import { usePreviewed } from './use-previewed.ts';
import type { Saving } from './use-save.ts';
import { useSaving } from './use-saving.ts';
import { useVariables } from './use-variables.ts';

export interface EditorProps {
  title: string;
  /** Null for one that is not stored yet. */
  templateId: string | null;
  begin: TemplateContent;
  revision: string | null;
  usedBy: Template['usedBy'];
  saving: Saving;
  onSaved: (template: Template) => void;
}

/** What the editor knows and does, without how it looks. */
export function useEditor({ templateId, begin, revision: first, saving, onSaved }: EditorProps) {
  const { keyId, role } = useSignedIn();
  const isReadOnly = !mayDo(role, 'sender');
  const code = useRef<CodeHandle>(null);
  const { edited, isDirty, type, load, store } = useEdited(begin, first);
  const { content, revision, loadedAt } = edited;
  const draft = useDraft(draftKey(keyId, templateId), edited);
  const panel = usePanel();
  const { theirs, settle, ...saves } = useSaving({
    templateId,
    saving,
    isReadOnly,
    current: () => ({ content, revision }),
    onSaved: (template) => {
      store(template);
      draft.drop();
      onSaved(template);
    },
  });
  return {
    ...{ code, content, revision, loadedAt, isReadOnly, isDirty, type, panel, saves, theirs, settle },
    previewed: usePreviewed(content, panel.reader),
    variables: useVariables(code, content, type),
    draft: draft.found,
    dropDraft: draft.drop,
    restoreDraft: () => {
      if (draft.found !== null) load(draft.found.content);
      draft.taken();
    },
    takeTheirs: () => {
      if (theirs === null) return;
      store(theirs);
      load(contentOf(theirs));
      settle();
    },
  };
}

export type EditorState = ReturnType<typeof useEditor>;
