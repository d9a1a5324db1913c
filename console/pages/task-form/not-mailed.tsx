import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { DryRun } from '../../api/answers.ts';
import { reasonText } from '../../logic/reason-text.ts';
import type { TaskForm } from '../../logic/task-form.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

const isLack = (reason: string): boolean => reason.startsWith('missing-variable');

/** Why some get no mail; of those whose data lack something, which variable, and where that can be mended. */
export function NotMailed({ form, run }: { form: TaskForm; run: DryRun }) {
  const words = useWords();
  const formats = useFormats();
  const others = Object.entries({ ...run.skipped, ...run.failing }).filter(([reason, n]) => !isLack(reason) && n > 0);
  if (others.length === 0 && run.missingVariables.length === 0) return null;
  return (
    <div>
      <Box variant="awsui-key-label">{words.taskForm.notMailed}</Box>
      <ul>
        {others.map(([reason, n]) => (
          <li key={reason}>
            {words.common.labelled(formats.count(n), reasonText({ reason, cause: null }, words) ?? reason)}
          </li>
        ))}
        {run.missingVariables.map(({ name, recipients }) => (
          <li key={name}>
            {words.common.labelled(formats.count(recipients), words.taskForm.missing(name))}
            <Mending form={form} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The ways to the data that lack something, and to the template that could do without. */
function Mending({ form: { listIds, templateId } }: { form: TaskForm }) {
  const { taskForm: words } = useWords();
  return (
    <div>
      <Link href={`/console/lists/${listIds[0]}?tab=fields`}>{words.seeFields}</Link>
      {' · '}
      <Link href={`/console/templates/${templateId}`}>{words.giveFallback}</Link>
    </div>
  );
}
