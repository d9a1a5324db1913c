import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo } from 'react';
import type { PreviewReader, TemplateParts } from '../../api/templates.ts';
import { useTestMail } from '../../api/test-sends.ts';
import { Results } from '../../parts/test-mail/results.tsx';
import { TestFields } from '../../parts/test-mail/test-fields.tsx';
import { testOf } from '../../parts/test-mail/test-form.ts';
import { useTest } from '../../parts/test-mail/use-test.ts';
import { useDebounced } from '../../parts/use-debounced.ts';
import { useWords } from '../../words/words.tsx';

const WAIT_MS = 400;

interface SendTestProps {
  /** As it is written, saved or not. */
  content: TemplateParts;
  /** Whose mail the preview shows. */
  listId: string | null;
  reader: PreviewReader | null;
  onClose: () => void;
}

/** Sends what is written to a few addresses, before it is saved. */
export function SendTest({ content: { subject, html, text }, listId, reader, onClose }: SendTestProps) {
  const words = useWords();
  const test = useTest({ content: { subject, html, text }, listId, reader });
  const sent = useMemo(() => testOf(test.form), [test.form]);
  const mail = useTestMail(useDebounced(sent, WAIT_MS));
  return (
    <Modal
      visible
      size="large"
      header={words.sendTest.title}
      closeAriaLabel={words.template.close}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {words.template.close}
            </Button>
            <Button variant="primary" loading={test.isPending} onClick={test.send}>
              {words.sendTest.submit}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="l">
        {words.template.testWhy}
        {test.results !== undefined && <Results results={test.results} />}
        <TestFields test={test} mail={mail} />
      </SpaceBetween>
    </Modal>
  );
}
