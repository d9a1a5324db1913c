import Alert, { type AlertProps } from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Task } from '../../api/answers.ts';
import { useTaskAction } from '../../api/tasks.ts';
import { holdOffers } from '../../logic/hold-offers.ts';
import type { ShownRun } from '../../logic/shown-run.ts';
import { RoleButton } from '../../parts/role-button.tsx';
import { Time } from '../../parts/time.tsx';
import { useHoldSentence } from '../../parts/use-hold-sentence.ts';
import { useTellOutcome } from '../../shell/tell-outcome.tsx';
import { useWords } from '../../words/words.tsx';

/** Why the task stands, until when, and what may be done about it; nothing for one that moves. */
export function HoldAlert({ task }: { task: Task }) {
  const words = useWords();
  const sentence = useHoldSentence(task, true);
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
  const { done } = useWords().tasks;
  const { unnamed } = useWords().task;
  const { mutate, isPending } = useTaskAction();
  const tellOutcome = useTellOutcome();
  const again = (): void =>
    mutate({ task, action: 'resume' }, tellOutcome(done.resume(task.name ?? task.subject ?? unnamed)));
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {holdOffers(task).map((offer) =>
        'isAction' in offer ? (
          <RoleButton key={offer.kind} needs="sender" loading={isPending} onClick={again}>
            {words[offer.kind]}
          </RoleButton>
        ) : (
          <Button
            key={offer.kind}
            href={offer.href}
            {...('isOutside' in offer && { target: '_blank', iconName: 'external', iconAlign: 'right' })}
          >
            {words[offer.kind]}
          </Button>
        ),
      )}
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
