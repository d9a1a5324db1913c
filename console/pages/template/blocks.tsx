import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense } from 'react';
import { loadChunk } from '../../api/version.ts';
import type { VisualEditorProps } from '../../editor/visual-editor.tsx';
import { useWords } from '../../words/words.tsx';

const VisualEditor = lazy(() => loadChunk(() => import('../../editor/visual-editor.tsx')));

/** The visual editor, which is loaded when the first mail of blocks is opened. */
export const Blocks = (props: VisualEditorProps) => (
  <Suspense fallback={<Spinner size="large" />}>
    <VisualEditor {...props} />
  </Suspense>
);

interface BlocksNoteProps {
  /** Whether the code is still what the blocks made. */
  isUnchanged: boolean;
  onBack: () => void;
}

/** That code and blocks are one way, and the way back while there is one. */
export function BlocksNote({ isUnchanged, onBack }: BlocksNoteProps) {
  const words = useWords().template;
  return (
    <Alert type="info" action={<Button onClick={onBack}>{isUnchanged ? words.toBlocks : words.blocksAgain}</Button>}>
      {isUnchanged ? words.codeOnce : words.blocksKept}
    </Alert>
  );
}
