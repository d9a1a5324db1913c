import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useId } from 'react';
import { useProblem } from '../../api/problems.ts';
import { useWords } from '../../words/words.tsx';

interface FormModalProps {
  title: string;
  submit: string;
  error: Error | null;
  /** The JSON Pointers of the fields that show their own faults. */
  fields: readonly string[];
  isPending: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A short form over its page. What no field of it can show, it shows itself. */
export function FormModal(props: FormModalProps) {
  const { title, submit, error, fields, isPending, onSubmit, onClose, children } = props;
  const { common } = useWords();
  const id = useId();
  const { text, errorAt, restBut } = useProblem(error);
  const rest = restBut(fields);
  const isAtFields = rest.length === 0 && fields.some((field) => errorAt(field) !== undefined);
  return (
    <Modal
      visible
      header={title}
      closeAriaLabel={common.cancel}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button variant="primary" form={id} loading={isPending}>
              {submit}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        id={id}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isPending) onSubmit();
        }}
      >
        <SpaceBetween size="l">
          {text !== undefined && !isAtFields && <Alert type="error">{[text, ...rest].join(' ')}</Alert>}
          {children}
        </SpaceBetween>
      </form>
    </Modal>
  );
}
