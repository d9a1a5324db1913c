import FormField from '@cloudscape-design/components/form-field';
import { useState } from 'react';
import { useAddMembers } from '../../api/lists.ts';
import { useFormProblem } from '../../api/problems.ts';
import { NamedSelect } from '../../parts/named-select.tsx';
import { ShortForm } from '../../parts/short-form.tsx';
import { useIdempotencyKey } from '../../parts/use-idempotency-key.ts';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';

/** Puts one address into a list. */
export function AddToList({ email, onClose }: { email: string; onClose: () => void }) {
  const { lists: words, people, preview } = useWords();
  const [listId, setListId] = useState('');
  const key = useIdempotencyKey();
  const { mutate, isPending, error } = useAddMembers(listId);
  const add = (): void =>
    mutate(
      { recipients: [{ email }], idempotencyKey: key.current },
      {
        onSettled: key.renew,
        onSuccess: ({ added, repeated }) => {
          tell({ type: 'success', text: words.readers.added(String(added), String(repeated)) });
          onClose();
        },
      },
    );
  return (
    <ShortForm
      title={people.addToList}
      submit={people.addToList}
      back={words.back}
      isPending={isPending}
      disabled={listId === ''}
      errorText={useFormProblem(error, [])}
      onSubmit={add}
      onClose={onClose}
    >
      <FormField label={people.list}>
        <NamedSelect
          kind="lists"
          value={listId === '' ? null : listId}
          placeholder={people.list}
          empty={preview.noLists}
          onChange={setListId}
        />
      </FormField>
    </ShortForm>
  );
}
