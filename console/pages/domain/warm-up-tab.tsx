import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useSearch } from '@tanstack/react-router';
import type { Domain } from '../../api/answers.ts';
import { useForecast } from '../../api/forecast.ts';
import { useAccount } from '../../api/overview.ts';
import { useNow } from '../../api/product-clock.ts';
import { domainRamp, limitsOf } from '../../logic/domain-ramp.ts';
import { isSupposed, suppositionOf } from '../../logic/proposal.ts';
import { reputationNote } from '../../logic/reputation-note.ts';
import { useFormats } from '../../parts/formats.ts';
import { Failed } from '../../parts/problem.tsx';
import { Ramp } from '../../parts/ramp.tsx';
import { useRampNaming } from '../../parts/use-ramp-naming.ts';
import { useSettled } from '../../parts/use-settled.ts';
import { useWords } from '../../words/words.tsx';
import { Finishes } from './finishes.tsx';
import { WhatIf } from './what-if.tsx';

/** After the last key, before another forecast is asked for. */
const SETTLED_MS = 250;

/** The limit of today and what is left of it, the coming days, and what another plan would make of them. */
export function WarmUpTab({ domain }: { domain: Domain }) {
  const words = useWords();
  const { tab: _tab, ...proposal } = useSearch({ from: '/signed-in/domains/$domain' });
  const supposed = useSettled(suppositionOf(proposal, words.warmUp.addition), SETTLED_MS);
  const { data, error, refetch } = useForecast(domain.domain, supposed);
  const naming = useRampNaming();
  const { data: account } = useAccount();
  return (
    <SpaceBetween size="l">
      <Held warmUp={domain.warmUp} />
      <Today warmUp={domain.warmUp} />
      <Container header={<Header variant="h2">{words.ramp.label}</Header>}>
        {data !== undefined ? (
          <Ramp
            days={domainRamp(domain.warmUp, data.days, naming)}
            today={domain.warmUp.day}
            accountPerDay={account?.max24HourSend ?? null}
            {...(isSupposed(proposal) && { limitsNow: limitsOf(data.today.days) })}
          />
        ) : error === null ? (
          <Spinner aria-label={words.common.loading} />
        ) : (
          <Failed error={error} onRetry={() => void refetch()} />
        )}
      </Container>
      <WhatIf domain={domain} proposal={proposal} error={error} />
      {data !== undefined && <Finishes forecast={data} nameOf={naming.nameOf} isSupposed={isSupposed(proposal)} />}
    </SpaceBetween>
  );
}

/** While the reputation holds bulk mail: why, and until when. */
function Held({ warmUp: { heldUntil, history } }: Pick<Domain, 'warmUp'>) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow();
  if (heldUntil === null) return null;
  const cause = history.flatMap(({ changes }) => changes).find(({ until }) => until === heldUntil);
  return (
    <Alert type="warning" header={words.warmUp.held(formats.near(heldUntil, now))}>
      {cause && reputationNote(cause, { words, formats, now })} {words.warmUp.whatToDo}
    </Alert>
  );
}

function Today({ warmUp }: Pick<Domain, 'warmUp'>) {
  const words = useWords();
  const formats = useFormats();
  const { warmUp: own, ramp } = words;
  const countOr = (n: number | null): string => (n === null ? ramp.unlimited : formats.count(n));
  return (
    <Container header={<Header variant="h2">{own.today}</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: own.plan, value: own.plans[warmUp.plan] },
          { label: ramp.level, value: warmUp.level === null ? '–' : formats.count(warmUp.level) },
          { label: ramp.limit, value: countOr(warmUp.limit) },
          { label: own.left, value: countOr(warmUp.left) },
          { label: ramp.sent, value: formats.count(warmUp.sent) },
          { label: own.reserved, value: formats.count(warmUp.reserved) },
          { label: own.other, value: formats.count(warmUp.other) },
          { label: ramp.day, value: formats.day(warmUp.day) },
        ]}
      />
    </Container>
  );
}
