import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TaskDraft } from '../../logic/task-draft.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

interface DraftOfferProps {
  draft: TaskDraft;
  onRestore: () => void;
  onDiscard: () => void;
}

/** Offers what was typed before and not sent. */
export function DraftOffer({ draft, onRestore, onDiscard }: DraftOfferProps) {
  const { taskForm: words, template } = useWords();
  const formats = useFormats();
  return (
    <Alert
      type="info"
      action={
        <SpaceBetween direction="horizontal" size="xs">
          <Button formAction="none" onClick={onRestore}>
            {words.restore(formats.near(draft.at, Date.now()))}
          </Button>
          <Button variant="link" formAction="none" onClick={onDiscard}>
            {template.discard}
          </Button>
        </SpaceBetween>
      }
    >
      {words.draft}
    </Alert>
  );
}
