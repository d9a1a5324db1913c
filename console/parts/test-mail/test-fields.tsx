import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { useTestMail } from '../../api/test-sends.ts';
import { useWords } from '../../words/words.tsx';
import { Addresses } from './addresses.tsx';
import { Cost } from './cost.tsx';
import { DataFields } from './data-fields.tsx';
import { NotSent } from './failed.tsx';
import { SenderField } from './sender-field.tsx';
import { fieldsOf, type useTest } from './use-test.ts';

interface TestFieldsProps {
  test: ReturnType<typeof useTest>;
  mail: ReturnType<typeof useTestMail>;
}

/** From whom, to whom, and with whose data a test is sent, whatever it sends. */
export function TestFields({ test, mail }: TestFieldsProps) {
  const words = useWords().sendTest;
  const { form, errors, change } = test;
  return (
    <SpaceBetween size="l">
      <SenderField value={form.from} errorText={errors.from} onChange={(from) => change({ from })} />
      <FormField label={words.subject} description={words.subjectHint} errorText={errors.subject}>
        <Input
          value={form.subject}
          placeholder={mail.ownSubject}
          onChange={({ detail }) => change({ subject: detail.value })}
        />
      </FormField>
      <Addresses
        to={form.to}
        typed={form.typed}
        errorText={errors.to}
        onType={test.type}
        onAdd={test.add}
        onRemove={test.remove}
      />
      <DataFields form={form} preview={mail.preview} onChange={change} />
      <Cost from={form.from} mails={form.to.length} />
      <NotSent error={test.error} fields={fieldsOf(form)} />
    </SpaceBetween>
  );
}
