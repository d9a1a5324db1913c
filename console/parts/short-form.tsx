import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import Modal, { type ModalProps } from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useId } from 'react';
import { useWords } from '../words/words.tsx';
import { RoleButton } from './role-button.tsx';

interface ShortFormProps {
  title: string;
  /** Says verb and object: "Create list". */
  submit: string;
  /** @default "Close" */
  back?: string;
  isPending: boolean;
  disabled?: boolean;
  errorText?: string | undefined;
  size?: ModalProps.Size;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A short form over its page; Enter sends it. */
export function ShortForm(props: ShortFormProps) {
  const words = useWords();
  const {
    title,
    submit,
    back = words.common.cancel,
    isPending,
    disabled = false,
    errorText,
    size = 'medium',
    onSubmit,
    onClose,
  } = props;
  const id = useId();
  return (
    <Modal
      visible
      size={size}
      header={title}
      closeAriaLabel={words.common.cancel}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {back}
            </Button>
            <RoleButton variant="primary" form={id} loading={isPending} disabled={disabled}>
              {submit}
            </RoleButton>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        id={id}
        onSubmit={(event) => {
          event.preventDefault();
          if (!disabled && !isPending) onSubmit();
        }}
      >
        <Form errorText={errorText}>
          <SpaceBetween size="l">{props.children}</SpaceBetween>
        </Form>
      </form>
    </Modal>
  );
}
