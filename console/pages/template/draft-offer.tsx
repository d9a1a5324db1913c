import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Draft } from '../../api/drafts.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

interface DraftOfferProps {
  draft: Draft;
  /** Of the template as it is stored. */
  revision: string | null;
  onRestore: () => void;
  onDiscard: () => void;
}

/** Offers what was typed before and not saved. */
export function DraftOffer({ draft, revision, onRestore, onDiscard }: DraftOfferProps) {
  const words = useWords().template;
  const formats = useFormats();
  return (
    <Alert
      type="info"
      header={words.draftTitle}
      action={
        <SpaceBetween direction="horizontal" size="xs">
          <Button onClick={onRestore}>{words.restore}</Button>
          <Button variant="link" onClick={onDiscard}>
            {words.discard}
          </Button>
        </SpaceBetween>
      }
    >
      {words.draft(formats.near(draft.at, Date.now()))} {draft.revision !== revision && words.draftOlder}
    </Alert>
  );
}
