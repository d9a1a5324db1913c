import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Task } from '../../api/answers.ts';
import { useTellMe } from '../../api/tell-me.ts';
import { useHoldSentence } from '../../parts/use-hold-sentence.ts';
import { useWords } from '../../words/words.tsx';

/** Lets the browser tell when the task moves, stands or ends; nothing for one that has ended. */
export function TellMe({ task }: { task: Task }) {
  const words = useWords();
  const said = words.taskPage.tellMe;
  const sentence = useHoldSentence(task);
  const name = task.name ?? task.subject ?? words.task.unnamed;
  const status = words.task.statuses[task.status];
  const { state, ask, stop } = useTellMe(task, () => ({ title: `${name}: ${status}`, body: sentence ?? '' }));
  const hasEnded = task.status === 'finished' || task.status === 'cancelled';
  if (hasEnded || state === 'none') return null;
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <Button iconName="notification" onClick={state === 'on' ? stop : ask}>
        {state === 'on' ? said.stop : said.ask}
      </Button>
      {state === 'denied' && <StatusIndicator type="warning">{said.denied}</StatusIndicator>}
      {state === 'on' && <StatusIndicator type="success">{said.on}</StatusIndicator>}
    </SpaceBetween>
  );
}
