import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAddDomain } from '../../api/domains.ts';
import { useProblem } from '../../api/problems.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import { useWords } from '../../words/words.tsx';

const EXAMPLE = 'news.example.com';

/** Asks for the name of a domain; what to do next is on its page. */
export function AddDomain({ onClose }: { onClose: () => void }) {
  const { domains: words } = useWords();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const { mutate, isPending, error } = useAddDomain();
  const problem = useProblem(error);
  const atName = problem.errorAt('/domain');
  const add = (): void =>
    mutate(name.trim(), {
      onSuccess: ({ domain }) => void navigate({ to: '/domains/$domain', params: { domain } }),
    });
  return (
    <FormModal
      title={words.add}
      submit={words.addConfirm}
      isPending={isPending}
      errors={problem.text === undefined || atName !== undefined ? [] : [problem.text]}
      onSubmit={add}
      onClose={onClose}
    >
      <FormField label={words.name} description={words.nameHint} errorText={atName}>
        <Input
          value={name}
          placeholder={EXAMPLE}
          autoFocus
          spellcheck={false}
          autoComplete={false}
          onChange={({ detail }) => setName(detail.value)}
        />
      </FormField>
    </FormModal>
  );
}
