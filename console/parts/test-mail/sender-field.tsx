import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import { useDomains } from '../../api/domains.ts';
import { useSenders } from '../../api/senders.ts';
import { domainOf } from '../../logic/domain-of.ts';
import { useWords } from '../../words/words.tsx';

/** Most saved senders that are offered. */
const MOST_SENDERS = 100;

interface SenderFieldProps {
  value: string;
  errorText: string | undefined;
  onChange: (value: string) => void;
}

/** Suggests the senders that are saved, and the verified domains behind what was typed. */
export function SenderField({ value, errorText, onChange }: SenderFieldProps) {
  const words = useWords().sendTest;
  const verified = (useDomains().data ?? []).filter(({ status }) => status === 'verified').map(({ domain }) => domain);
  const senders = (useSenders({ limit: MOST_SENDERS }).data?.items ?? []).filter(({ address }) =>
    verified.includes(domainOf(address)),
  );
  const saved = senders.map(({ address, name }) => ({ value: address, ...(name !== null && { description: name }) }));
  const [local = ''] = value.split('@');
  const others = verified
    .map((domain) => ({ value: `${local === '' ? 'news' : local}@${domain}` }))
    .filter((option) => !saved.some((sender) => sender.value === option.value));
  return (
    <FormField label={words.from} description={words.fromHint} errorText={errorText}>
      <Autosuggest
        value={value}
        options={[
          { label: words.saved, options: saved },
          { label: words.ofDomains, options: others },
        ].filter(({ options }) => options.length > 0)}
        enteredTextLabel={words.use}
        onChange={({ detail }) => onChange(detail.value)}
      />
    </FormField>
  );
}
