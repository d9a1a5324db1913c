import Button from '@cloudscape-design/components/button';
import Flashbar from '@cloudscape-design/components/flashbar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type Travel, useClock, useInbox, useTravel } from '../api/local.ts';
import { productNow, useNow } from '../api/product-clock.ts';
import { useSignedIn } from '../api/session.ts';
import { useActiveNames } from '../api/tasks.ts';
import { type NextEvent, nextEventOf, travelTo } from '../logic/next-event.ts';
import { useFormats } from '../parts/formats.ts';
import { useWords } from '../words/words.tsx';
import { useTellOutcome } from './tell-outcome.ts';

/** On one machine alone: what its clock says, buttons that move it, and the way to the mails. */
export function LocalStrip() {
  const { product } = useSignedIn();
  return product.features.includes('clock') ? <Strip hasInbox={product.features.includes('inbox')} /> : null;
}

function Strip({ hasInbox }: { hasInbox: boolean }) {
  const { local: words } = useWords();
  const { data } = useClock();
  const travel = useTravel();
  const next = nextEventOf(data?.nextDue ?? null);
  return (
    <Flashbar
      i18nStrings={{ ariaLabel: words.strip }}
      items={[
        {
          id: 'clock',
          type: travel.isPending ? 'in-progress' : 'info',
          content: travel.isPending ? words.traveling : <Told next={next} />,
          action: <Buttons travel={travel} next={next} hasInbox={hasInbox} />,
        },
      ]}
    />
  );
}

function Told({ next }: { next: NextEvent | null }) {
  const { local: words, task } = useWords();
  const formats = useFormats();
  const now = useNow();
  const nameOf = useActiveNames();
  const clock = words.clockIs(formats.moment(new Date(now).toISOString()));
  if (next === null) return <>{clock}</>;
  const name = nameOf(next.taskId) ?? task.unnamed;
  const when = formats.near(next.at, now);
  return (
    <>
      <div>{clock}</div>
      <div>{next.kind === 'starts' ? words.nextStarts(name, when) : words.nextGoesOn(name, when)}</div>
    </>
  );
}

interface ButtonsProps {
  travel: ReturnType<typeof useTravel>;
  next: NextEvent | null;
  hasInbox: boolean;
}

function Buttons({ travel: { mutate, isPending }, next, hasInbox }: ButtonsProps) {
  const { local: words } = useWords();
  const { onError } = useTellOutcome()('');
  const go = (to: Travel): void => mutate(to, { onError });
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button disabled={isPending} onClick={() => go({ advance: 'PT1H' })}>
        {words.hour}
      </Button>
      <Button disabled={isPending} onClick={() => go({ advance: 'PT24H' })}>
        {words.day}
      </Button>
      <Button
        disabled={isPending || next === null}
        disabledReason={next === null ? words.nothingNext : words.traveling}
        onClick={() => next && go(travelTo(next, productNow()))}
      >
        {words.toNext}
      </Button>
      {hasInbox && <InboxButton />}
    </SpaceBetween>
  );
}

function InboxButton() {
  const { local: words } = useWords();
  const { data } = useInbox({ limit: 1 });
  return (
    <Button iconName="envelope" href="/console/local/inbox">
      {words.inbox(data?.total ?? 0)}
    </Button>
  );
}
