import { useMemo, useState } from 'react';
import { ApiProblem } from '../../../adapters/api/problem.ts';
import type { Preview } from '../../api/answers.ts';
import { type PreviewReader, type TemplateContent, usePreview } from '../../api/templates.ts';
import type { CodeFault } from '../../code/code-area.tsx';
import { useDebounced } from '../../parts/use-debounced.ts';

const WAIT_MS = 400;
const NONE: readonly string[] = [];

/** A part of the template whose Liquid cannot be read. */
export interface PartFault extends CodeFault {
  /** JSON Pointer. */
  path: string;
}

/** How the template looks while it is written, for one reader. */
export function usePreviewed({ subject, html, text }: TemplateContent, reader: PreviewReader | null) {
  const written = useMemo(() => ({ subject, html, text }), [subject, html, text]);
  const settled = useDebounced(written, WAIT_MS);
  const { data, error } = usePreview(settled, reader);
  // For somebody of whom nothing is known; the same call where nobody is chosen.
  const { data: unfilled } = usePreview(settled, null);
  const [last, setLast] = useState<Preview>();
  if (data !== undefined && data !== last) setLast(data);
  const faults = useMemo(() => faultsOf(error), [error]);
  return {
    /** The last one that could be made. */
    preview: last,
    /** Variables without which a mail is not sent. */
    needed: unfilled?.missing ?? NONE,
    isStale: error !== null,
    faults,
    /** What is wrong but has no line: the server cannot be reached, or the data do not fit. */
    error: faults.length === 0 ? error : null,
  };
}

function faultsOf(error: Error | null): PartFault[] {
  if (!(error instanceof ApiProblem)) return [];
  return error.errors.flatMap(({ path, message, code, params }) => {
    if (code !== 'liquid') return [];
    const { line, column, detail } = params ?? {};
    return [{ path, line: Number(line ?? 1), column: Number(column ?? 1), text: String(detail ?? message) }];
  });
}
