import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import { useAddMembers } from '../../api/lists.ts';
import { useFormProblem } from '../../api/problems.ts';
import { useListOptions } from '../../api/readers.ts';
import { ShortForm } from '../../parts/short-form.tsx';
import { useIdempotencyKey } from '../../parts/use-idempotency-key.ts';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';

/** Puts one address into a list. */
export function AddToList({ email, onClose }: { email: string; onClose: () => void }) {
  const { lists: words, people, preview } = useWords();
  const [listId, setListId] = useState('');
  const key = useIdempotencyKey();
  const lists = useListOptions();
  const { mutate, isPending, error } = useAddMembers(listId);
  const options = (lists.data ?? []).map(({ listId: value, name }) => ({ value, label: name }));
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
        <Select
          selectedOption={options.find(({ value }) => value === listId) ?? null}
          options={options}
          filteringType={options.length > 10 ? 'auto' : 'none'}
          statusType={lists.isPending ? 'loading' : lists.isError ? 'error' : 'finished'}
          placeholder={people.list}
          empty={preview.noLists}
          onChange={({ detail }) => setListId(detail.selectedOption.value ?? '')}
        />
      </FormField>
    </ShortForm>
  );
}
