import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import * as z from 'zod/mini';
import type { Preview } from '../../api/answers.ts';
import { useFormProblem } from '../../api/problems.ts';
import { useTestMail } from '../../api/test-sends.ts';
import { MailPreview } from '../../parts/mail-preview.tsx';
import { RoleButton } from '../../parts/role-button.tsx';
import { Results } from '../../parts/test-mail/results.tsx';
import { TestFields } from '../../parts/test-mail/test-fields.tsx';
import { testOf } from '../../parts/test-mail/test-form.ts';
import { useTest } from '../../parts/test-mail/use-test.ts';
import { useDebounced } from '../../parts/use-debounced.ts';
import { useNarrow } from '../../parts/use-narrow.ts';
import { SidePanel } from '../../shell/side-panel.tsx';
import { useWords } from '../../words/words.tsx';
import { TemplateField } from './template-field.tsx';

const WAIT_MS = 400;

export const sendTestSearch = z.object({ template: z.catch(z.optional(z.string()), undefined) });

/** A template to a few addresses, beside a preview of what they get. */
export function SendTestPage() {
  const words = useWords().sendTest;
  const { template = '' } = useSearch({ from: '/signed-in/send-test' });
  const test = useTest({ templateId: template });
  const isNarrow = useNarrow();
  const [isOpen, setOpen] = useState(!isNarrow);
  const close = useCallback(() => setOpen(false), []);
  const mail = useTestMail(
    useDebounced(
      useMemo(() => testOf(test.form), [test.form]),
      WAIT_MS,
    ),
  );
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={words.why}
          actions={<Button onClick={() => setOpen(!isOpen)}>{isOpen ? words.hidePreview : words.showPreview}</Button>}
        >
          {words.title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <TestForm test={test} mail={mail} />
        {test.results !== undefined && <Results results={test.results} />}
      </SpaceBetween>
      {isOpen && <PreviewPanel preview={mail.preview} error={mail.error} onClose={close} />}
    </ContentLayout>
  );
}

interface TestFormProps {
  test: ReturnType<typeof useTest>;
  mail: ReturnType<typeof useTestMail>;
}

function TestForm({ test, mail }: TestFormProps) {
  const words = useWords().sendTest;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!test.isPending) test.send();
      }}
    >
      <Container>
        <SpaceBetween size="l">
          <TemplateField
            value={test.form.templateId}
            errorText={test.errors.templateId}
            onChange={(templateId) => test.change({ templateId, values: {} })}
          />
          <TestFields test={test} mail={mail} />
          <RoleButton needs="sender" variant="primary" loading={test.isPending}>
            {words.submit}
          </RoleButton>
        </SpaceBetween>
      </Container>
    </form>
  );
}

interface PreviewPanelProps {
  preview: Preview | undefined;
  error: Error | null;
  onClose: () => void;
}

/** The mail as the test sends it. */
function PreviewPanel({ preview, error, onClose }: PreviewPanelProps) {
  const words = useWords().preview;
  const text = useFormProblem(error, []);
  return (
    <SidePanel header={words.title} onClose={onClose}>
      <SpaceBetween size="m">
        {text !== undefined && <Box color="text-status-error">{text}</Box>}
        {preview === undefined ? <Box>{words.nothing}</Box> : <MailPreview mail={preview} />}
      </SpaceBetween>
    </SidePanel>
  );
}
