import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Flashbar from '@cloudscape-design/components/flashbar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useClock, useTravel } from '../api/local.ts';
import { productNow, useNow } from '../api/product-clock.ts';
import { useSignedIn } from '../api/session.ts';
import { useActiveNames } from '../api/tasks.ts';
import { type NextEvent, nextEventOf, travelTo } from '../logic/next-event.ts';
import { useFormats } from '../parts/formats.ts';
import { useNarrow } from '../parts/use-narrow.ts';
import { useWords } from '../words/words.tsx';
import { useTellOutcome } from './tell-outcome.tsx';

const INBOX = '/console/local/inbox';

/** On one machine alone: what its clock says, buttons that move it, and the way to the mails. */
export function LocalStrip() {
  const { product } = useSignedIn();
  return product.features.includes('clock') ? <Strip /> : null;
}

/** One line with a menu where there is little room. */
function Strip() {
  const { local: words } = useWords();
  const isNarrow = useNarrow();
  const strip = useStrip();
  const told = strip.isTraveling ? words.traveling : isNarrow ? strip.time : <Told strip={strip} />;
  return (
    <Flashbar
      i18nStrings={{ ariaLabel: words.strip }}
      items={[
        {
          id: 'clock',
          type: strip.isTraveling ? 'in-progress' : 'info',
          content: isNarrow ? <Line strip={strip}>{told}</Line> : told,
          action: !isNarrow && <Buttons strip={strip} />,
        },
      ]}
    />
  );
}

const MOVES = ['hour', 'day', 'next'] as const;
type Move = (typeof MOVES)[number];

/** All that the strip shows and does. Its parts ask for nothing: a flash bar makes them anew when it is measured. */
function useStrip() {
  const { local: words, task } = useWords();
  const formats = useFormats();
  const now = useNow();
  const nameOf = useActiveNames();
  const { data } = useClock();
  const { mutate, isPending } = useTravel();
  const { onError } = useTellOutcome()('');
  const next = nextEventOf(data?.nextDue ?? null);
  const sentenceOf = ({ kind, taskId, at }: NextEvent): string =>
    (kind === 'starts' ? words.nextStarts : words.nextGoesOn)(nameOf(taskId) ?? task.unnamed, formats.near(at, now));
  return {
    time: formats.moment(new Date(now).toISOString()),
    next: next && sentenceOf(next),
    mails: data?.mails ?? null,
    isTraveling: isPending,
    go: (move: Move): void => {
      if (move !== 'next') mutate({ advance: move === 'hour' ? 'PT1H' : 'PT24H' }, { onError });
      else if (next) mutate(travelTo(next, productNow()), { onError });
    },
  };
}

interface StripProps {
  strip: ReturnType<typeof useStrip>;
}

function Told({ strip: { time, next } }: StripProps) {
  const { local: words } = useWords();
  return (
    <>
      <div>{words.clockIs(time)}</div>
      {next !== null && <div>{next}</div>}
    </>
  );
}

function Buttons({ strip: { next, mails, isTraveling, go } }: StripProps) {
  const { local: words } = useWords();
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {MOVES.map((move) => (
        <Button
          key={move}
          disabled={isTraveling || (move === 'next' && next === null)}
          {...(move === 'next' && { disabledReason: next === null ? words.nothingNext : words.traveling })}
          onClick={() => go(move)}
        >
          {words.moves[move]}
        </Button>
      ))}
      {mails !== null && (
        <Button iconName="envelope" href={INBOX}>
          {words.inbox(mails)}
        </Button>
      )}
    </SpaceBetween>
  );
}

function Line({ strip: { next, mails, isTraveling, go }, children }: StripProps & { children: ReactNode }) {
  const { local: words } = useWords();
  const moves = MOVES.map((move) => ({
    id: move,
    text: words.moves[move],
    ...(move === 'next' && { disabled: next === null, secondaryText: next ?? words.nothingNext }),
  }));
  return (
    <div className="one-line">
      <span>{children}</span>
      <ButtonDropdown
        expandToViewport
        disabled={isTraveling}
        items={[...moves, ...(mails === null ? [] : [{ id: 'inbox', text: words.inbox(mails), href: INBOX }])]}
        onItemClick={({ detail: { id } }) => {
          const move = MOVES.find((known) => known === id);
          if (move !== undefined) go(move);
        }}
      >
        {words.strip}
      </ButtonDropdown>
    </div>
  );
}
