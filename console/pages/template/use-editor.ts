import { useRef, useState } from 'react';
import type { Template } from '../../api/answers.ts';
import { draftKey } from '../../api/drafts.ts';
import { mayDo, useSignedIn } from '../../api/session.ts';
import type { TemplateContent } from '../../api/templates.ts';
import type { CodeHandle } from '../../code/code-area.tsx';
import type { VisualHandle } from '../../editor/handle.ts';
import { useBlocks } from './use-blocks.ts';
import { useDraft } from './use-draft.ts';
import { contentOf, useEdited, withComposed } from './use-edited.ts';
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
  /** Whether a later version of the console made its design. */
  isNewer: boolean;
  saving: Saving;
  onSaved: (template: Template) => void;
}

/** What the editor knows and does, without how it looks. */
export function useEditor({ templateId, begin, revision: first, isNewer, saving, onSaved }: EditorProps) {
  const { keyId, role } = useSignedIn();
  const isReadOnly = isNewer || !mayDo(role, 'sender');
  const code = useRef<CodeHandle>(null);
  const visual = useRef<VisualHandle>(null);
  const { edited, isDirty, type, compose, load, store } = useEdited(begin, first);
  const { content, revision, loadedAt } = edited;
  const key = draftKey(keyId, templateId);
  const draft = useDraft(key, edited);
  const blocks = useBlocks(key, edited);
  const panel = usePanel();
  const [isTesting, setTesting] = useState(false);
  const { theirs, settle, ...saves } = useSaving({
    templateId,
    saving,
    isReadOnly,
    current: async () => {
      const made = await visual.current?.settled();
      return { content: made ? withComposed(content, made) : content, revision };
    },
    onSaved: (template) => {
      store(template);
      draft.drop();
      onSaved(template);
    },
  });
  return {
    ...{
      code,
      visual,
      content,
      revision,
      loadedAt,
      isReadOnly,
      isDirty,
      compose,
      panel,
      saves,
      theirs,
      settle,
      blocks,
      isTesting,
    },
    /** Opens what sends a test, with what was typed last. */
    askTest: async () => {
      await visual.current?.settled();
      setTesting(true);
    },
    endTest: () => setTesting(false),
    type: (typed: Partial<TemplateContent>) => {
      if (typed.html === undefined || typed.design !== undefined) return type(typed);
      blocks.leave();
      type({ ...typed, design: null });
    },
    previewed: usePreviewed(content, panel.reader),
    variables: useVariables({ code, blocks: visual }, content, type),
    draft: draft.found,
    dropDraft: draft.drop,
    restoreDraft: () => {
      if (draft.found !== null) load(draft.found.content);
      draft.taken();
    },
    /** Code that may be changed, which blocks then are not any more. */
    editCode: async () => {
      await visual.current?.settled();
      blocks.showCode(true);
    },
    /** The blocks again: as they are, or as they were before the code was changed. */
    editBlocks: () => {
      if (blocks.left !== null) load({ ...content, ...blocks.left });
      blocks.showCode(false);
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
