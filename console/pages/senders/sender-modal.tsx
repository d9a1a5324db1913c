import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import type { Domain, Sender } from '../../api/answers.ts';
import { useFormProblem, useProblem } from '../../api/problems.ts';
import { useSaveSender } from '../../api/senders.ts';
import { ShortForm } from '../../parts/short-form.tsx';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';

const FIELDS = ['/address', '/name', '/replyTo'];

interface SenderModalProps {
  /** The sender to change; without one, one is made. */
  sender: Sender | undefined;
  domains: readonly Domain[];
  onClose: () => void;
}

/** The name and the address for replies of an address. */
export function SenderModal({ sender, domains, onClose }: SenderModalProps) {
  const { senders: words } = useWords();
  const [address, setAddress] = useState(sender?.address ?? '');
  const [name, setName] = useState(sender?.name ?? '');
  const [replyTo, setReplyTo] = useState(sender?.replyTo ?? '');
  const { mutate, isPending, error } = useSaveSender(sender !== undefined);
  const { errorAt } = useProblem(error);
  const save = (): void =>
    mutate(
      { address: address.trim(), name: name.trim() || null, replyTo: replyTo.trim() || null },
      {
        onSuccess: (saved) => {
          tell({ type: 'success', text: words.saved(saved.address) });
          onClose();
        },
      },
    );
  return (
    <ShortForm
      title={sender === undefined ? words.add : words.change}
      submit={words.save}
      isPending={isPending}
      errorText={useFormProblem(error, FIELDS)}
      onSubmit={save}
      onClose={onClose}
    >
      <FormField label={words.columns.address} description={words.addressHint} errorText={errorAt('/address')}>
        {sender === undefined ? (
          <AddressField value={address} domains={domains} onChange={setAddress} />
        ) : (
          <Input value={address} disabled />
        )}
      </FormField>
      <FormField label={words.columns.name} description={words.nameHint} errorText={errorAt('/name')}>
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <FormField label={words.columns.replyTo} description={words.replyToHint} errorText={errorAt('/replyTo')}>
        <Input value={replyTo} type="email" inputMode="email" onChange={({ detail }) => setReplyTo(detail.value)} />
      </FormField>
    </ShortForm>
  );
}

interface AddressFieldProps {
  value: string;
  domains: readonly Domain[];
  onChange: (value: string) => void;
}

/** Suggests the verified domains behind what was typed. */
function AddressField({ value, domains, onChange }: AddressFieldProps) {
  const { senders: words } = useWords();
  const [local = ''] = value.split('@');
  const options = domains
    .filter(({ status }) => status === 'verified')
    .map(({ domain }) => ({ value: `${local === '' ? 'news' : local}@${domain}` }));
  return (
    <Autosuggest
      value={value}
      options={options}
      enteredTextLabel={(text) => words.use(text)}
      autoFocus
      ariaLabel={words.columns.address}
      onChange={({ detail }) => onChange(detail.value)}
    />
  );
}
