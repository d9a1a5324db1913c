import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useState } from 'react';
import { useHold } from '../../api/hold.ts';
import type { Account } from '../../api/overview.ts';
import { useNow } from '../../api/product-clock.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useFormats } from '../../parts/formats.ts';
import { RoleButton } from '../../parts/role-button.tsx';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';

/** The switch that stops everything, in two steps. */
export function HoldAll({ hold }: Pick<Account, 'hold'>) {
  const { settings } = useWords();
  const words = settings.hold;
  const { near } = useFormats();
  const now = useNow();
  const [isAsked, setAsked] = useState(false);
  const since = hold?.since == null ? null : near(hold.since, now);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={words.why}
          actions={
            <RoleButton needs="admin" onClick={() => setAsked(true)}>
              {hold === null ? words.hold : words.release}
            </RoleButton>
          }
        >
          {words.title}
        </Header>
      }
    >
      <Alert type={hold === null ? 'success' : 'error'}>
        {hold === null ? words.notHeld : since === null ? words.held : words.heldSince(since)}
      </Alert>
      {isAsked && <Ask act={hold === null ? 'hold' : 'release'} onClose={() => setAsked(false)} />}
    </Container>
  );
}

function Ask({ act, onClose }: { act: 'hold' | 'release'; onClose: () => void }) {
  const words = useWords().settings.hold;
  const { mutate, isPending, error } = useHold();
  const isHold = act === 'hold';
  const onSuccess = (): void => {
    tell({ type: 'success', text: isHold ? words.nowHeld : words.nowReleased });
    onClose();
  };
  return (
    <Confirm
      title={isHold ? words.holdTitle : words.releaseTitle}
      confirm={isHold ? words.hold : words.release}
      keep={words.keep}
      isPending={isPending}
      error={error}
      onConfirm={() => mutate(act, { onSuccess })}
      onKeep={onClose}
    >
      {isHold ? words.holdWhy : words.releaseWhy}
    </Confirm>
  );
}
