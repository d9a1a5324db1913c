import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from '../../adapters/api/problem.ts';
import { useProblem } from '../api/problems.ts';
import { signIn } from '../api/session.ts';
import { useWords } from '../words/words.tsx';

/** Asks for a key. The name beside it is for the browser's password manager alone. */
export function SignInForm({ onSignedIn, hint }: { onSignedIn?: () => void; hint?: string }) {
  const words = useWords().signIn;
  const [name, setName] = useState('');
  const [apiKey, setApiKey] = useState('');
  const [isShown, setShown] = useState(false);
  const { mutate, isPending, error } = useMutation({ mutationFn: signIn, onSuccess: onSignedIn });
  const problem = useProblem(error);
  const isWrong = error instanceof ApiProblem && [400, 401].includes(error.status);
  return (
    <form
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        mutate({ apiKey: apiKey.trim() });
      }}
    >
      <Form
        errorText={isWrong ? undefined : problem.text}
        actions={
          <Button variant="primary" loading={isPending} disabled={apiKey.trim() === ''}>
            {words.submit}
          </Button>
        }
      >
        <SpaceBetween size="l">
          {hint !== undefined && <Alert type="info">{hint}</Alert>}
          <FormField label={words.name} description={words.nameHint}>
            <Input
              name="username"
              autoComplete="username"
              value={name}
              onChange={({ detail }) => setName(detail.value)}
            />
          </FormField>
          <FormField label={words.key} errorText={isWrong ? words.wrongKey : undefined}>
            <Input
              name="password"
              type={isShown ? 'text' : 'password'}
              autoComplete="current-password"
              spellcheck={false}
              value={apiKey}
              onChange={({ detail }) => setApiKey(detail.value)}
            />
          </FormField>
          <Checkbox checked={isShown} onChange={({ detail }) => setShown(detail.checked)}>
            {words.show}
          </Checkbox>
        </SpaceBetween>
      </Form>
    </form>
  );
}
