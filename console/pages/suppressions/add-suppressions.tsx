import { useState } from 'react';
import { useFormProblem } from '../../api/problems.ts';
import { useSuppress } from '../../api/suppressions.ts';
import { splitAddresses } from '../../logic/split-addresses.ts';
import { AddressField } from '../../parts/address-field.tsx';
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
      <AddressField
        text={text}
        hint={words.addHint}
        errorText={addresses.length > MOST ? words.tooMany : undefined}
        onChange={setText}
      />
    </ShortForm>
  );
}
