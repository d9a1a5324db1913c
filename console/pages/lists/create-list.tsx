import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCreateList } from '../../api/lists.ts';
import { useFormProblem } from '../../api/problems.ts';
import { LIST_POINTERS, ListFields } from '../../parts/list-fields.tsx';
import { ShortForm } from '../../parts/short-form.tsx';
import { useIdempotencyKey } from '../../parts/use-idempotency-key.ts';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';

/** Asks for the name of a new list, and leads to it. */
export function CreateList({ onClose }: { onClose: () => void }) {
  const words = useWords().lists;
  const navigate = useNavigate();
  const [text, setText] = useState({ name: '', description: '' });
  const key = useIdempotencyKey();
  const { mutate, isPending, error } = useCreateList();
  const create = (): void =>
    mutate(
      { name: text.name, description: text.description.trim() || null, idempotencyKey: key.current },
      {
        onSettled: key.renew,
        onSuccess: ({ listId, name }) => {
          tell({ type: 'success', text: words.created(name) });
          void navigate({ to: '/lists/$listId', params: { listId } });
        },
      },
    );
  return (
    <ShortForm
      title={words.createTitle}
      submit={words.create}
      back={words.back}
      isPending={isPending}
      disabled={text.name.trim() === ''}
      errorText={useFormProblem(error, LIST_POINTERS)}
      onSubmit={create}
      onClose={onClose}
    >
      <ListFields text={text} error={error} onChange={setText} />
    </ShortForm>
  );
}
