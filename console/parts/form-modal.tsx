import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useWords } from '../words/words.tsx';

interface FormModalProps {
  title: string;
  /** Says verb and object: "Add the domain". */
  submit: string;
  isPending: boolean;
  /** What no field of the form shows. */
  errors: readonly string[];
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A short form over the page; Enter submits it. */
export function FormModal({ title, submit, isPending, errors, onSubmit, onClose, children }: FormModalProps) {
  const words = useWords();
  return (
    <Modal visible header={title} closeAriaLabel={words.common.cancel} onDismiss={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <Form errorText={errors.length === 0 ? undefined : errors.join(' ')}>
          <SpaceBetween size="l">
            {children}
            <Box float="right">
              <SpaceBetween direction="horizontal" size="xs">
                <Button variant="link" formAction="none" onClick={onClose}>
                  {words.common.cancel}
                </Button>
                <Button variant="primary" loading={isPending}>
                  {submit}
                </Button>
              </SpaceBetween>
            </Box>
          </SpaceBetween>
        </Form>
      </form>
    </Modal>
  );
}
