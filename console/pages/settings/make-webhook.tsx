import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import { useState } from 'react';
import { useFormProblem, useProblem } from '../../api/problems.ts';
import { useMakeWebhook, type Webhook } from '../../api/webhooks.ts';
import { ShortForm } from '../../parts/short-form.tsx';
import { useWords } from '../../words/words.tsx';
import { ShownOnce } from './shown-once.tsx';

type Event = Webhook['events'][number];

/** As the API names them: programs read these names. */
const EVENTS: readonly Event[] = [
  'task.started',
  'task.paused',
  'task.resumed',
  'task.error',
  'task.finished',
  'mail.delivered',
  'mail.delayed',
  'mail.bounced',
  'mail.complained',
  'mail.rejected',
  'mail.opened',
  'mail.clicked',
  'mail.unsubscribed',
];

export function MakeWebhook({ onClose }: { onClose: () => void }) {
  const { webhooks: words } = useWords().settings;
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [events, setEvents] = useState<readonly string[]>(['task.finished']);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const { mutate, isPending, error, data } = useMakeWebhook();
  const problem = useProblem(error);
  const rest = useFormProblem(error, ['/url', '/events', '/description']);
  if (typeof data?.secret === 'string') {
    return (
      <ShownOnce title={words.madeTitle} label={words.secret} secret={data.secret} name={data.url} onClose={onClose} />
    );
  }
  const optionOf = (value: string) => ({ value, label: value });
  return (
    <ShortForm
      title={words.make}
      submit={words.make}
      errorText={rest}
      isPending={isPending}
      onSubmit={() => mutate({ url, events: [...events], description: description.trim() || null, idempotencyKey })}
      onClose={onClose}
    >
      <FormField label={words.url} description={words.urlWhy} errorText={problem.errorAt('/url')}>
        <Input type="url" inputMode="url" value={url} onChange={({ detail }) => setUrl(detail.value)} />
      </FormField>
      <FormField label={words.events} errorText={problem.errorAt('/events')}>
        <Multiselect
          selectedOptions={events.map(optionOf)}
          options={EVENTS.map(optionOf)}
          placeholder={words.chooseEvents}
          deselectAriaLabel={({ label }) => words.without(label ?? '')}
          onChange={({ detail }) => setEvents(detail.selectedOptions.map(({ value }) => value ?? ''))}
        />
      </FormField>
      <FormField label={words.description} errorText={problem.errorAt('/description')}>
        <Input value={description} onChange={({ detail }) => setDescription(detail.value)} />
      </FormField>
    </ShortForm>
  );
}
