import FormField from '@cloudscape-design/components/form-field';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { useFormProblem } from '../../api/problems.ts';
import { useSuppress } from '../../api/suppressions.ts';
import { splitAddresses } from '../../logic/split-addresses.ts';
import { ShortForm } from '../../parts/short-form.tsx';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';

/** Each is a call of its own. */
const MOST = 100;

/** Never mail these addresses again. */
export function AddSuppressions({ onClose }: { onClose: () => void }) {
  const { lists, suppressions: words } = useWords();
  const [text, setText] = useState('');
  const { mutate, isPending, error } = useSuppress();
  const addresses = splitAddresses(text);
  const add = (): void =>
    mutate(
      addresses.map((email) => ({ email, reason: 'manual', domain: null })),
      {
        onSuccess: () => {
          tell({ type: 'success', text: words.added(addresses.length) });
          onClose();
        },
      },
    );
  return (
    <ShortForm
      title={words.add}
      submit={words.addThem(addresses.length)}
      back={lists.back}
      isPending={isPending}
      disabled={addresses.length === 0 || addresses.length > MOST}
      errorText={useFormProblem(error, [])}
      onSubmit={add}
      onClose={onClose}
    >
      <FormField
        label={lists.readers.addresses}
        description={words.addHint}
        constraintText={lists.readers.addressesOf(addresses.length)}
        errorText={addresses.length > MOST ? words.tooMany : undefined}
      >
        <Textarea rows={6} spellcheck={false} value={text} onChange={({ detail }) => setText(detail.value)} />
      </FormField>
    </ShortForm>
  );
}
