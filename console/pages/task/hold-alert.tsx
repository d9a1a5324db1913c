import Alert, { type AlertProps } from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Task } from '../../api/answers.ts';
import { useNow } from '../../api/product-clock.ts';
import { useActiveNames } from '../../api/tasks.ts';
import { holdOffers } from '../../logic/hold-offers.ts';
import { holdSentence } from '../../logic/hold-sentence.ts';
import type { ShownRun } from '../../logic/shown-run.ts';
import { useFormats } from '../../parts/formats.ts';
import { Time } from '../../parts/time.tsx';
import { useWords } from '../../words/words.tsx';

/** Why the task stands, until when, and what may be done about it; nothing for one that moves. */
export function HoldAlert({ task, limit }: { task: Task; limit?: number | null }) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow();
  const nameOf = useActiveNames();
  const sentence = holdSentence(
    { ...task, ...(limit === undefined ? {} : { limit }) },
    { words, formats, now, nameOf },
  );
  if (sentence === null) return null;
  const { since = null, resumesAt = null } = task.hold ?? {};
  return (
    <Alert type={lookOf(task)} action={<Offers task={task} />}>
      <SpaceBetween size="xxs">
        <div>{sentence}</div>
        {task.status === 'paused' && since !== null && (
          <div>
            {words.taskPage.since} <Time at={since} />
            {resumesAt !== null && (
              <>
                {' · '}
                {words.taskPage.until} <Time at={resumesAt} />
              </>
            )}
          </div>
        )}
      </SpaceBetween>
    </Alert>
  );
}

function lookOf({ status, hold }: Task): AlertProps.Type {
  if (status === 'error') return 'error';
  if (status === 'waiting' || hold?.reason === 'user') return 'info';
  return 'warning';
}

function Offers({ task }: { task: Task }) {
  const words = useWords().taskPage.offers;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {holdOffers(task).map((offer) => (
        <Button
          key={offer.kind}
          href={offer.href}
          {...('isOutside' in offer && { target: '_blank', iconName: 'external', iconAlign: 'right' })}
        >
          {words[offer.kind]}
        </Button>
      ))}
    </SpaceBetween>
  );
}

/** Recipients who may have got the mail: who they are, and that nobody mails them again unasked. */
export function LostAnswers({ task, run }: { task: Task; run: ShownRun }) {
  const words = useWords();
  const href = `/console/tasks/${task.taskId}?tab=readers&outcome=unknown&run=${encodeURIComponent(run.runId)}`;
  return (
    <Alert type="warning" action={<Button href={href}>{words.taskPage.offers.unknown}</Button>}>
      {words.holds.unknown(run.counts.unknown)}
    </Alert>
  );
}
