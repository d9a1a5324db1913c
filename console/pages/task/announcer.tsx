import LiveRegion from '@cloudscape-design/components/live-region';
import { useState } from 'react';
import type { Task } from '../../api/answers.ts';
import { nextSaid, type Said } from '../../logic/announcement.ts';
import { barOf } from '../../logic/task-state.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

/** Tells who cannot see the page how the task stands, seldom enough to be listened to. */
export function Announcer({ task }: { task: Task }) {
  const words = useWords();
  const formats = useFormats();
  const percent = barOf(task, task.progress);
  const [said, setSaid] = useState<Said>(() => ({ status: task.status, percent, at: performance.now() }));
  const next = nextSaid(said, task.status, percent, performance.now());
  if (next !== said) setSaid(next);
  return (
    <LiveRegion hidden>
      {words.task.statuses[next.status]}, {formats.share(next.percent / 100)}
    </LiveRegion>
  );
}
