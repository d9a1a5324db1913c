import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useWords } from '../words/words.tsx';
import { ProblemDetails } from './problem.tsx';
import { RoleButton } from './role-button.tsx';

interface ConfirmProps {
  title: string;
  /** Says verb and object: "Cancel the task". */
  confirm: string;
  keep: string;
  isPending: boolean;
  /** Whether it may be confirmed yet. @default true */
  isReady?: boolean;
  error: Error | null;
  onConfirm: () => void;
  onKeep: () => void;
  children: ReactNode;
}

/** Asks before what cannot be taken back. */
export function Confirm(props: ConfirmProps) {
  const { title, confirm, keep, isPending, isReady = true, error, onConfirm, onKeep, children } = props;
  const words = useWords();
  return (
    <Modal
      visible
      header={title}
      closeAriaLabel={words.common.cancel}
      onDismiss={onKeep}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onKeep}>
              {keep}
            </Button>
            <RoleButton variant="primary" loading={isPending} disabled={!isReady} onClick={onConfirm}>
              {confirm}
            </RoleButton>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {error !== null && (
          <Alert type="error">
            <ProblemDetails error={error} />
          </Alert>
        )}
        {children}
      </SpaceBetween>
    </Modal>
  );
}
