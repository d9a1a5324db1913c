import Alert from '@cloudscape-design/components/alert';
import { useState } from 'react';
import type { AddReport } from '../../api/answers.ts';
import { useAddMembers } from '../../api/lists.ts';
import { useFormProblem } from '../../api/problems.ts';
import { splitAddresses } from '../../logic/split-addresses.ts';
import { AddressField } from '../../parts/address-field.tsx';
import { useFormats } from '../../parts/formats.ts';
import { ShortForm } from '../../parts/short-form.tsx';
import { useIdempotencyKey } from '../../parts/use-idempotency-key.ts';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';

const MOST = 1_000;

/** Adds addresses that are typed or pasted. Those that are none stay in the field, to be mended. */
export function AddMembers({ listId, onClose }: { listId: string; onClose: () => void }) {
  const { lists } = useWords();
  const words = lists.readers;
  const formats = useFormats();
  const [text, setText] = useState('');
  const [refused, setRefused] = useState<AddReport['refused']>([]);
  const key = useIdempotencyKey();
  const { mutate, isPending, error } = useAddMembers(listId);
  const addresses = splitAddresses(text);
  const show = (report: AddReport): void => {
    const said = words.added(formats.count(report.added), formats.count(report.repeated));
    tell({ type: report.added > 0 ? 'success' : 'info', text: said });
    setRefused(report.refused);
    if (report.refused.length === 0) onClose();
    else setText(report.refused.map(({ email }) => email).join('\n'));
  };
  const add = (): void =>
    mutate(
      { recipients: addresses.map((email) => ({ email })), idempotencyKey: key.current },
      { onSettled: key.renew, onSuccess: show },
    );
  return (
    <ShortForm
      title={words.addTitle}
      submit={words.addThem(addresses.length)}
      back={lists.back}
      isPending={isPending}
      disabled={addresses.length === 0 || addresses.length > MOST}
      errorText={useFormProblem(error, [])}
      onSubmit={add}
      onClose={onClose}
    >
      {refused.length > 0 && <Alert type="warning">{words.refused}</Alert>}
      <AddressField
        text={text}
        hint={words.addressesHint}
        errorText={addresses.length > MOST ? words.tooMany(addresses.length) : undefined}
        onChange={setText}
      />
    </ShortForm>
  );
}
