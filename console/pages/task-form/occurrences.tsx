import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import type { DryRun } from '../../api/answers.ts';
import { leftOutTime, type TaskForm } from '../../logic/task-form.ts';
import { LOCALES, useLanguage, useWords } from '../../words/words.tsx';

const STYLE = {
  weekday: 'short',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

/** When the next runs begin, in the zone of the task and in UTC, with what a clock change does to them. */
export function Occurrences({ form, run }: { form: TaskForm; run: DryRun | undefined }) {
  const { taskForm: words, common } = useWords();
  const { language } = useLanguage();
  if (run === undefined) return null;
  const timeIn = (timeZone: string) => new Intl.DateTimeFormat(LOCALES[language], { ...STYLE, timeZone });
  const [local, utc] = [timeIn(form.timeZone), timeIn('UTC')];
  return (
    <FormField label={words.next} description={words.frozen}>
      <ol>
        {run.nextOccurrences.map((occurrence) => {
          const change = occurrence.clockChange ?? (leftOutTime(form, occurrence.local) ? 'skipped' : null);
          return (
            <li key={occurrence.utc}>
              <time dateTime={occurrence.utc}>{local.format(Date.parse(occurrence.utc))}</time>
              {' · '}
              <Box variant="span" color="text-body-secondary">
                {common.utc(utc.format(Date.parse(occurrence.utc)))}
              </Box>
              {change !== null && <Box color="text-status-warning">{words.clockChanges[change]}</Box>}
            </li>
          );
        })}
      </ol>
    </FormField>
  );
}
