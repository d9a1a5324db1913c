import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Domain } from '../../api/answers.ts';
import { useChangeWarmUp, useDeleteDomain } from '../../api/domains.ts';
import { mayDo, useSignedIn } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { tell } from '../../shell/notices.tsx';
import { useTellOutcome } from '../../shell/tell-outcome.tsx';
import { useWords } from '../../words/words.tsx';
import { Addresses } from './addresses.tsx';

/** What of a domain seldom changes, and its deletion. */
export function SettingsTab({ domain }: { domain: Domain }) {
  const words = useWords();
  const { settings } = words.domains;
  const { role } = useSignedIn();
  const may = mayDo(role, 'admin');
  const [isDeleting, setDeleting] = useState(false);
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{settings.title}</Header>}>
        <SpaceBetween size="l">
          <LimitOther domain={domain} may={may} />
          <Addresses domain={domain} />
        </SpaceBetween>
      </Container>
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <Button
                disabled={!may}
                {...(!may && { disabledReason: words.needsRole(words.roles.admin) })}
                onClick={() => setDeleting(true)}
              >
                {settings.remove}
              </Button>
            }
          >
            {settings.removeTitle}
          </Header>
        }
      >
        <Box variant="p">{settings.removeWhy}</Box>
      </Container>
      {isDeleting && <DeleteDomain domain={domain.domain} onClose={() => setDeleting(false)} />}
    </SpaceBetween>
  );
}

/** Whether single mails and tests share the quota of the day. */
function LimitOther({ domain: { domain, warmUp }, may }: { domain: Domain; may: boolean }) {
  const { settings } = useWords().domains;
  const { mutate, isPending, variables } = useChangeWarmUp(domain);
  const tellOutcome = useTellOutcome();
  return (
    <Toggle
      checked={(isPending ? variables.limitOther : undefined) ?? warmUp.limitOther}
      disabled={!may || isPending}
      description={settings.limitOtherWhy}
      onChange={({ detail }) => mutate({ limitOther: detail.checked }, tellOutcome(settings.saved))}
    >
      {settings.limitOther}
    </Toggle>
  );
}

function DeleteDomain({ domain, onClose }: { domain: string; onClose: () => void }) {
  const { settings } = useWords().domains;
  const navigate = useNavigate();
  const { mutate, isPending, error } = useDeleteDomain();
  const remove = (): void =>
    mutate(domain, {
      onSuccess: () => {
        tell({ type: 'success', text: settings.removed(domain) });
        void navigate({ to: '/domains' });
      },
    });
  return (
    <Confirm
      title={settings.removeAsk(domain)}
      confirm={settings.remove}
      keep={settings.keep}
      isPending={isPending}
      error={error}
      onConfirm={remove}
      onKeep={onClose}
    >
      {settings.removeWhy}
    </Confirm>
  );
}
