import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TimeInput from '@cloudscape-design/components/time-input';
import { useState } from 'react';
import { useClock, useTravel } from '../../api/local.ts';
import { useProblem } from '../../api/problems.ts';
import { productNow, useNow } from '../../api/product-clock.ts';
import { useActiveNames } from '../../api/tasks.ts';
import { nextEventOf } from '../../logic/next-event.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';
import { Travels } from './travels.tsx';

/** The clock of the product on this machine, which moves forwards only. */
export function ClockPage() {
  const { clock: words } = useWords();
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={words.why}>
          {words.title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Now />
        <TravelForm />
        <Travels />
      </SpaceBetween>
    </ContentLayout>
  );
}

function Now() {
  const { clock: words, task } = useWords();
  const formats = useFormats();
  const now = useNow();
  const nameOf = useActiveNames();
  const next = nextEventOf(useClock().data?.nextDue ?? null);
  const at = new Date(now).toISOString();
  return (
    <Container>
      <KeyValuePairs
        columns={3}
        items={[
          { label: words.now, value: formats.full(at) },
          { label: words.utc, value: formats.utc(at) },
          {
            label: words.next,
            value:
              next === null
                ? words.nothing
                : words[next.kind](nameOf(next.taskId) ?? task.unnamed, formats.near(next.at, now)),
          },
        ]}
      />
    </Container>
  );
}

/** Date and time are those of the browser's time zone. */
function TravelForm() {
  const { clock: words } = useWords();
  const [date, setDate] = useState('');
  const [time, setTime] = useState('');
  const { mutate, isPending, error } = useTravel();
  const { text } = useProblem(error);
  const target = Date.parse(`${date}T${time.slice(0, 5).padEnd(5, '0')}`);
  const isPast = target < productNow();
  const go = (): void => mutate({ to: new Date(target).toISOString() });
  return (
    <Container header={<Header variant="h2">{words.travel}</Header>}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (target >= productNow()) go();
        }}
      >
        <SpaceBetween size="m">
          {text !== undefined && <Alert type="error">{text}</Alert>}
          <SpaceBetween direction="horizontal" size="m">
            <FormField label={words.date} constraintText={words.dateForm} errorText={isPast && words.past}>
              <DatePicker
                value={date}
                placeholder={words.dateHolder}
                openCalendarAriaLabel={() => words.openCalendar}
                onChange={({ detail }) => setDate(detail.value)}
              />
            </FormField>
            <FormField label={words.time} constraintText={words.timeForm}>
              <TimeInput
                value={time}
                format="hh:mm"
                placeholder={words.timeHolder}
                onChange={({ detail }) => setTime(detail.value)}
              />
            </FormField>
          </SpaceBetween>
          <Button variant="primary" loading={isPending} disabled={Number.isNaN(target) || isPast}>
            {words.go}
          </Button>
        </SpaceBetween>
      </form>
    </Container>
  );
}
