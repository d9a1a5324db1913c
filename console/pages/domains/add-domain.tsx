import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAddDomain } from '../../api/domains.ts';
import { useFormProblem, useProblem } from '../../api/problems.ts';
import { ShortForm } from '../../parts/short-form.tsx';
import { useWords } from '../../words/words.tsx';

const EXAMPLE = 'news.example.com';

/** Asks for the name of a domain; what to do next is on its page. */
export function AddDomain({ onClose }: { onClose: () => void }) {
  const { domains: words } = useWords();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const { mutate, isPending, error } = useAddDomain();
  const add = (): void =>
    mutate(name.trim(), {
      onSuccess: ({ domain }) => void navigate({ to: '/domains/$domain', params: { domain } }),
    });
  return (
    <ShortForm
      title={words.add}
      submit={words.addConfirm}
      isPending={isPending}
      errorText={useFormProblem(error, ['/domain'])}
      onSubmit={add}
      onClose={onClose}
    >
      <FormField label={words.name} description={words.nameHint} errorText={useProblem(error).errorAt('/domain')}>
        <Input
          value={name}
          placeholder={EXAMPLE}
          autoFocus
          spellcheck={false}
          autoComplete={false}
          onChange={({ detail }) => setName(detail.value)}
        />
      </FormField>
    </ShortForm>
  );
}
