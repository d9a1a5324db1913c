import type { RefObject } from 'react';
import { useState } from 'react';
import type { TemplateContent } from '../../api/templates.ts';
import type { CodeHandle } from '../../code/code-area.tsx';
import type { VisualHandle } from '../../editor/handle.ts';
import { expressionOf, withFallback } from '../../logic/liquid-text.ts';

type Asked = { kind: 'insert' } | { kind: 'fallback'; name: string } | null;

/** The editor that is there: of code or of blocks. */
interface Handles {
  code: RefObject<CodeHandle | null>;
  blocks: RefObject<VisualHandle | null>;
}

/** Writes variables into the template, and fallbacks to those that it has. `asked`: what the user is asked for now. */
export function useVariables(
  { code, blocks }: Handles,
  content: TemplateContent,
  type: (typed: Partial<TemplateContent>) => void,
) {
  const [asked, ask] = useState<Asked>(null);
  const insert = (name: string, fallback: string): void => {
    ask(null);
    code.current?.insert(expressionOf(name, fallback));
    blocks.current?.insertVariable(name, fallback);
  };
  const addFallback = (name: string, fallback: string): void => {
    ask(null);
    const { current } = code;
    if (current !== null) current.replace(withFallback(current.value(), name, fallback));
    blocks.current?.addFallback(name, fallback);
    type({
      subject: withFallback(content.subject, name, fallback),
      text: withFallback(content.text, name, fallback),
    });
  };
  return { asked, ask, insert, addFallback };
}
