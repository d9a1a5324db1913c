import Autosuggest from '@cloudscape-design/components/autosuggest';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Task } from '../../api/answers.ts';
import { useDomains } from '../../api/domains.ts';
import { useNamedOptions } from '../../api/named-options.ts';
import { useSenders } from '../../api/senders.ts';
import { NamedSelect } from '../../parts/named-select.tsx';
import { useWords } from '../../words/words.tsx';
import type { FieldProps } from './field-props.ts';
import { Files } from './files.tsx';
import { MakeTemplate } from './make-template.tsx';
import { OwnValues } from './own-values.tsx';

/** What is mailed, and from whom. */
export function MessageFields({ attached, ...props }: FieldProps & { attached: Task['attachments'] }) {
  const { form, onChange, errorAt } = props;
  const { taskForm: words } = useWords();
  return (
    <Container header={<Header variant="h2">{words.message}</Header>}>
      <SpaceBetween size="l">
        <FormField label={words.template} description={words.templateHint} errorText={errorAt('/templateId')}>
          <TemplateSelect value={form.templateId} onChange={(templateId) => onChange({ templateId })} />
        </FormField>
        <FormField label={words.from} description={words.fromHint} errorText={errorAt('/from')}>
          <FromField value={form.from} onChange={(from) => onChange({ from })} />
        </FormField>
        <FormField label={words.subject} description={words.subjectHint} errorText={errorAt('/subject')}>
          <Input value={form.subject} onChange={({ detail }) => onChange({ subject: detail.value })} />
        </FormField>
        <FormField label={words.replyTo} description={words.replyToHint} errorText={errorAt('/replyTo')}>
          <Input
            value={form.replyTo}
            inputMode="email"
            onChange={({ detail }) => onChange({ replyTo: detail.value })}
          />
        </FormField>
        <OwnValues {...props} />
        <Files {...props} attached={attached} />
      </SpaceBetween>
    </Container>
  );
}

function TemplateSelect({ value, onChange }: { value: string | null; onChange: (templateId: string) => void }) {
  const { taskForm: words } = useWords();
  const isWithout = useNamedOptions('templates', '').options?.length === 0;
  const [isMaking, setMaking] = useState(false);
  return (
    <SpaceBetween size="xs">
      <NamedSelect
        kind="templates"
        value={value}
        placeholder={words.chooseTemplate}
        empty={words.noTemplates}
        onChange={onChange}
      />
      {isWithout && (
        <Button formAction="none" onClick={() => setMaking(true)}>
          {words.makeOne}
        </Button>
      )}
      {isMaking && <MakeTemplate onMade={onChange} onClose={() => setMaking(false)} />}
    </SpaceBetween>
  );
}

/** Suggests the senders, and an address of each verified domain. */
function FromField({ value, onChange }: { value: string; onChange: (from: string) => void }) {
  const { taskForm: words } = useWords();
  const senders = useSenders({ limit: 100 }).data?.items ?? [];
  const domains = useDomains().data ?? [];
  const [local = ''] = value.split('@');
  const named = senders.map(({ address, name }) => ({ value: address, ...(name !== null && { description: name }) }));
  const verified = domains
    .filter(({ status }) => status === 'verified')
    .map(({ domain }) => ({ value: `${local === '' ? 'news' : local}@${domain}` }))
    .filter((option) => !named.some((sender) => sender.value === option.value));
  return (
    <Autosuggest
      value={value}
      options={[...named, ...verified]}
      enteredTextLabel={(text) => words.use(text)}
      ariaLabel={words.from}
      onChange={({ detail }) => onChange(detail.value)}
    />
  );
}
