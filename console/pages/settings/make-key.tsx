import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { useState } from 'react';
import type { Role } from '../../api/answers.ts';
import { useMakeKey } from '../../api/keys.ts';
import { useFormProblem, useProblem } from '../../api/problems.ts';
import { ShortForm } from '../../parts/short-form.tsx';
import { useWords } from '../../words/words.tsx';
import { ShownOnce } from './shown-once.tsx';

const ROLES = ['viewer', 'sender', 'admin'] as const;

export function MakeKey({ onClose }: { onClose: () => void }) {
  const { settings, roles } = useWords();
  const { keys: words } = settings;
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('sender');
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const { mutate, isPending, error, data } = useMakeKey();
  const problem = useProblem(error);
  const rest = useFormProblem(error, ['/name', '/role']);
  if (typeof data?.apiKey === 'string') {
    return (
      <ShownOnce title={words.madeTitle} label={words.key} secret={data.apiKey} name={data.name} onClose={onClose} />
    );
  }
  return (
    <ShortForm
      title={words.make}
      submit={words.make}
      errorText={rest}
      isPending={isPending}
      onSubmit={() => mutate({ name, role, idempotencyKey })}
      onClose={onClose}
    >
      <FormField label={words.name} description={words.nameWhy} errorText={problem.errorAt('/name')}>
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <FormField label={words.role} errorText={problem.errorAt('/role')}>
        <RadioGroup
          value={role}
          onChange={({ detail }) => setRole(ROLES.find((known) => known === detail.value) ?? role)}
          items={ROLES.map((value) => ({ value, label: roles[value], description: words.mayDo[value] }))}
        />
      </FormField>
    </ShortForm>
  );
}
