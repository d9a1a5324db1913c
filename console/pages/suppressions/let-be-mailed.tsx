import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import { useState } from 'react';
import type { Suppression } from '../../api/answers.ts';
import { useFormProblem } from '../../api/problems.ts';
import { useSuppress, useUnsuppress } from '../../api/suppressions.ts';
import { ShortForm } from '../../parts/short-form.tsx';
import { tell } from '../../shell/notices.tsx';
import { useTellOutcome } from '../../shell/tell-outcome.ts';
import { useWords } from '../../words/words.tsx';

/** Says what it permits to mail an address again; what a person chose themselves is undone at their wish alone. */
export function LetBeMailed({ suppression, onClose }: { suppression: Suppression; onClose: () => void }) {
  const { lists, suppressions: words } = useWords();
  const [isWished, setWished] = useState(false);
  const removal = useUnsuppress();
  const addition = useSuppress();
  const tellOutcome = useTellOutcome();
  const { email, reason } = suppression;
  const isTheirs = reason === 'unsubscribe' || reason === 'complaint';
  const putBack = (): void => addition.mutate([suppression], tellOutcome(words.added(1)));
  const free = (): void =>
    removal.mutate(suppression, {
      onSuccess: () => {
        tell({ type: 'success', text: words.freed(email), undo: { text: lists.readers.undo, run: putBack } });
        onClose();
      },
    });
  return (
    <ShortForm
      title={words.freeTitle(email)}
      submit={words.free}
      back={lists.back}
      isPending={removal.isPending}
      disabled={isTheirs && !isWished}
      errorText={useFormProblem(removal.error, [])}
      onSubmit={free}
      onClose={onClose}
    >
      <Box variant="p">{words.permits[reason]}</Box>
      {isTheirs && (
        <Checkbox checked={isWished} onChange={({ detail }) => setWished(detail.checked)}>
          {words.wished}
        </Checkbox>
      )}
    </ShortForm>
  );
}
