import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { useFormProblem, useProblem } from '../../api/problems.ts';
import { useCreateTemplate } from '../../api/templates.ts';
import { ShortForm } from '../../parts/short-form.tsx';
import { useIdempotencyKey } from '../../parts/use-idempotency-key.ts';
import { useWords } from '../../words/words.tsx';

const FIELDS = ['/name', '/subject', '/text'];

/** A first template, of plain text, without leaving the task; the editor can make more of it. */
export function MakeTemplate({ onMade, onClose }: { onMade: (templateId: string) => void; onClose: () => void }) {
  const { taskForm: words, template: texts } = useWords();
  const [subject, setSubject] = useState('');
  const [text, setText] = useState('');
  const key = useIdempotencyKey();
  const { mutate, isPending, error } = useCreateTemplate();
  const { errorAt } = useProblem(error);
  const make = (): void =>
    mutate(
      {
        content: { name: subject.trim(), subject: subject.trim(), html: '', text, design: null },
        idempotencyKey: key.current,
      },
      {
        onSettled: key.renew,
        onSuccess: ({ templateId }) => {
          onMade(templateId);
          onClose();
        },
      },
    );
  return (
    <ShortForm
      title={texts.newTitle}
      submit={words.makeTemplate}
      isPending={isPending}
      disabled={subject.trim() === '' || text.trim() === ''}
      errorText={useFormProblem(error, FIELDS)}
      onSubmit={make}
      onClose={onClose}
    >
      <FormField label={words.subject} errorText={errorAt('/subject') ?? errorAt('/name')}>
        <Input value={subject} autoFocus onChange={({ detail }) => setSubject(detail.value)} />
      </FormField>
      <FormField label={words.plainText} description={words.plainTextHint} errorText={errorAt('/text')}>
        <Textarea rows={8} value={text} onChange={({ detail }) => setText(detail.value)} />
      </FormField>
    </ShortForm>
  );
}
