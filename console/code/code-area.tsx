import CodeEditor, { type CodeEditorProps } from '@cloudscape-design/components/code-editor';
import type { Ace } from 'ace-builds';
import { type Ref, useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { loadChunk } from '../api/version.ts';

/** For what is done with the text at the cursor, and for a text that is read at this moment. */
export interface CodeHandle {
  value(): string;
  /** Writes a text in place of what is selected. */
  insert(text: string): void;
  /** Replaces all as one step, which can be undone. */
  replace(text: string): void;
}

/** What is wrong in a line; from 1, as the API counts. */
export interface CodeFault {
  line: number;
  column: number;
  text: string;
}

interface CodeAreaProps {
  ref: Ref<CodeHandle>;
  label: string;
  /**
   * What it begins with. It is read once, since a text that is fed back would be written over newer keys: another text
   * needs another `key`.
   */
  start: string;
  isReadOnly: boolean;
  faults: readonly CodeFault[];
  /** Offered at Ctrl-Space, under the kind that is told. */
  completions: { names: readonly string[]; kind: string };
  onChange: (value: string) => void;
}

type AceModule = typeof import('ace-builds');

const THEMES = { light: ['dawn'], dark: ['tomorrow_night_bright'] };
const OPTIONS = {
  behavioursEnabled: false,
  wrapBehavioursEnabled: false,
  enableAutoIndent: false,
  newLineMode: 'unix',
} as const;

/** The editor of HTML with Liquid: keeps what is typed as it is, byte for byte. */
export function CodeArea({ ref, label, start, isReadOnly, faults, completions, onChange }: CodeAreaProps) {
  const [value] = useState(start);
  const [editor, setEditor] = useState<Ace.Editor>();
  const { ace, isLoading, load } = useAce(setEditor);
  const [preferences, setPreferences] = useState<Partial<CodeEditorProps.Preferences>>({ wrapLines: true });
  useHandle(ref, editor);
  useCompletions(editor, completions);
  useEffect(() => editor?.setReadOnly(isReadOnly), [editor, isReadOnly]);
  useEffect(() => {
    const marks = faults.map(({ line, column, text }) => ({ row: line - 1, column, text, type: 'error' as const }));
    editor?.session.setAnnotations(marks);
  }, [editor, faults]);
  return (
    <CodeEditor
      ace={ace}
      loading={isLoading}
      onRecoveryClick={load}
      ariaLabel={label}
      language="liquid"
      languageLabel="Liquid"
      value={value}
      onChange={({ detail }) => onChange(detail.value)}
      preferences={preferences}
      onPreferencesChange={({ detail }) => setPreferences(detail)}
      themes={THEMES}
    />
  );
}

/** Loads the editor; the one that Cloudscape makes of it is handed out. `load` tries again after a failure. */
function useAce(onEditor: (editor: Ace.Editor) => void) {
  const [ace, setAce] = useState<AceModule>();
  const [isLoading, setLoading] = useState(true);
  const load = useCallback(() => {
    setLoading(true);
    loadChunk(() => import('./ace.ts'))
      .then(({ default: { edit, ...others } }) => {
        const editAndTell = (element: Parameters<typeof edit>[0]): Ace.Editor => {
          const editor = edit(element, OPTIONS);
          onEditor(editor);
          return editor;
        };
        setAce({ ...others, edit: editAndTell });
      })
      // Cloudscape then says so, and offers to try again.
      .catch(() => setAce(undefined))
      .finally(() => setLoading(false));
  }, [onEditor]);
  useEffect(load, [load]);
  return { ace, isLoading, load };
}

function useHandle(ref: Ref<CodeHandle>, editor: Ace.Editor | undefined): void {
  useImperativeHandle(
    ref,
    () => ({
      value: () => editor?.getValue() ?? '',
      insert: (text) => {
        editor?.insert(text);
        editor?.focus();
      },
      replace: (text) => {
        const session = editor?.getSession();
        const lines = session?.getLength() ?? 0;
        const last = session?.getLine(lines - 1).length ?? 0;
        session?.replace({ start: { row: 0, column: 0 }, end: { row: lines - 1, column: last } } as Ace.Range, text);
      },
    }),
    [editor],
  );
}

function useCompletions(editor: Ace.Editor | undefined, completions: CodeAreaProps['completions']): void {
  const latest = useRef(completions);
  useEffect(() => {
    latest.current = completions;
  }, [completions]);
  useEffect(() => {
    if (editor === undefined) return;
    editor.completers = [
      {
        getCompletions: (_editor, _session, _position, _prefix, answer) => {
          const { names, kind } = latest.current;
          answer(
            null,
            names.map((name) => ({ caption: name, value: name, meta: kind })),
          );
        },
      },
    ];
  }, [editor]);
}
