import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { useListOfAddresses } from '../../api/lists.ts';
import { useFormProblem, useProblem } from '../../api/problems.ts';
import { splitAddresses } from '../../logic/split-addresses.ts';
import { ShortForm } from '../../parts/short-form.tsx';
import { useWords } from '../../words/words.tsx';

/** As many as one call adds. */
const MOST = 1_000;

/** A first list, from addresses that are typed or pasted, without leaving the task. */
export function MakeList({ onMade, onClose }: { onMade: (listId: string) => void; onClose: () => void }) {
  const { lists: words } = useWords();
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const { make, isPending, error } = useListOfAddresses();
  const { errorAt } = useProblem(error);
  const addresses = splitAddresses(text);
  const submit = (): void =>
    make({ name: name.trim(), addresses }, (listId) => {
      onMade(listId);
      onClose();
    });
  return (
    <ShortForm
      title={words.createTitle}
      submit={words.create}
      isPending={isPending}
      disabled={name.trim() === '' || addresses.length > MOST}
      errorText={useFormProblem(error, ['/name'])}
      onSubmit={submit}
      onClose={onClose}
    >
      <FormField label={words.name} description={words.nameHint} errorText={errorAt('/name')}>
        <Input value={name} autoFocus onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <FormField
        label={words.readers.addresses}
        description={words.readers.addressesHint}
        constraintText={words.readers.addressesOf(addresses.length)}
        errorText={addresses.length > MOST ? words.readers.tooMany(addresses.length) : undefined}
      >
        <Textarea rows={8} spellcheck={false} value={text} onChange={({ detail }) => setText(detail.value)} />
      </FormField>
    </ShortForm>
  );
}
