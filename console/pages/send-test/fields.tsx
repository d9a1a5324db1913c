import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useDomains } from '../../api/domains.ts';
import { useSenders } from '../../api/senders.ts';
import { useTemplates } from '../../api/templates.ts';
import { domainOf } from '../../logic/domain-of.ts';
import { useWords } from '../../words/words.tsx';

/** Most saved senders that are offered. */
const MOST_SENDERS = 100;
/** Above so many options, the select has a field to find them. */
const MANY = 10;

interface FieldProps {
  value: string;
  errorText: string | undefined;
  onChange: (value: string) => void;
}

export function TemplateField({ value, errorText, onChange }: FieldProps) {
  const words = useWords().sendTest;
  const { data, isPending, isError } = useTemplates();
  const options = (data?.items ?? []).map(({ templateId, name, subject }) => ({
    value: templateId,
    label: name,
    ...(subject !== null && { description: subject }),
  }));
  return (
    <FormField label={words.template} errorText={errorText}>
      <Select
        selectedOption={options.find((option) => option.value === value) ?? null}
        options={options}
        placeholder={words.chooseTemplate}
        filteringType={options.length > MANY ? 'auto' : 'none'}
        statusType={isPending ? 'loading' : isError ? 'error' : 'finished'}
        empty={words.noTemplates}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
}

/** Suggests the senders that are saved, and the verified domains behind what was typed. */
export function SenderField({ value, errorText, onChange }: FieldProps) {
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
