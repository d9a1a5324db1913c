import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import { useState } from 'react';
import { useFormProblem } from '../api/problems.ts';
import { type NewSuppression, useUnsuppress } from '../api/suppressions.ts';
import { useWords } from '../words/words.tsx';
import { ShortForm } from './short-form.tsx';

interface LetBeMailedProps {
  suppression: NewSuppression;
  onFreed: () => void;
  onClose: () => void;
}

/** Says what it permits to mail an address again; what a person chose themselves is undone at their wish alone. */
export function LetBeMailed({ suppression, onFreed, onClose }: LetBeMailedProps) {
  const { lists, suppressions: words } = useWords();
  const [isWished, setWished] = useState(false);
  const removal = useUnsuppress();
  const { email, reason } = suppression;
  const isTheirs = reason === 'unsubscribe' || reason === 'complaint';
  const free = (): void =>
    removal.mutate(suppression, {
      onSuccess: () => {
        onFreed();
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
