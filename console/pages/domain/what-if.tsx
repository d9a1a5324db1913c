import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Domain } from '../../api/answers.ts';
import { useChangeWarmUp } from '../../api/domains.ts';
import { mayDo, useSignedIn } from '../../api/session.ts';
import { changesPlan, isSupposed, type Proposal, planChange } from '../../logic/proposal.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';
import { WhatIfForm } from './what-if-form.tsx';

interface WhatIfProps {
  domain: Domain;
  proposal: Proposal;
  /** Of the forecast with the proposal. */
  error: Error | null;
}

/** Another plan, or another mailing, tried out; its address is a proposal that others can open. */
export function WhatIf({ domain, proposal, error }: WhatIfProps) {
  const words = useWords();
  const navigate = useNavigate({ from: '/domains/$domain' });
  const [isApplying, setApplying] = useState(false);
  const propose = (next: Proposal): void =>
    void navigate({ search: { tab: 'warm-up', ...next }, replace: true, resetScroll: false });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={words.warmUp.whatIfWhy}
          actions={
            <Actions
              proposal={proposal}
              mayApply={error === null}
              onApply={() => setApplying(true)}
              onForget={() => propose({})}
            />
          }
        >
          {words.warmUp.whatIf}
        </Header>
      }
    >
      <WhatIfForm warmUp={domain.warmUp} proposal={proposal} error={error} onChange={propose} />
      {isApplying && (
        <Apply
          domain={domain.domain}
          proposal={proposal}
          onApplied={() => propose({})}
          onClose={() => setApplying(false)}
        />
      )}
    </Container>
  );
}

interface ActionsProps {
  proposal: Proposal;
  mayApply: boolean;
  onApply: () => void;
  onForget: () => void;
}

function Actions({ proposal, mayApply, onApply, onForget }: ActionsProps) {
  const words = useWords();
  const isAdmin = mayDo(useSignedIn().role, 'admin');
  if (!isSupposed(proposal)) return null;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button onClick={onForget}>{words.warmUp.forget}</Button>
      <CopyToClipboard
        copyButtonText={words.warmUp.copyLink}
        textToCopy={location.href}
        copySuccessText={words.common.copied}
        copyErrorText={words.common.notCopied}
      />
      <Button
        variant="primary"
        disabled={!isAdmin || !mayApply || !changesPlan(proposal)}
        {...(!isAdmin && { disabledReason: words.needsRole(words.roles.admin) })}
        onClick={onApply}
      >
        {words.warmUp.apply}
      </Button>
    </SpaceBetween>
  );
}

interface ApplyProps {
  domain: string;
  proposal: Proposal;
  onApplied: () => void;
  onClose: () => void;
}

function Apply({ domain, proposal, onApplied, onClose }: ApplyProps) {
  const { warmUp: words } = useWords();
  const { mutate, isPending, error } = useChangeWarmUp(domain);
  const apply = (): void =>
    mutate(planChange(proposal), {
      onSuccess: () => {
        tell({ type: 'success', text: words.applied(domain) });
        onClose();
        onApplied();
      },
    });
  return (
    <Confirm
      title={words.applyAsk(domain)}
      confirm={words.apply}
      keep={words.keep}
      isPending={isPending}
      error={error}
      onConfirm={apply}
      onKeep={onClose}
    >
      {words.applyWhy}
    </Confirm>
  );
}
