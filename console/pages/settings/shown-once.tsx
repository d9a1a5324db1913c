import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useWords } from '../../words/words.tsx';

interface ShownOnceProps {
  title: string;
  label: string;
  secret: string;
  /** Under which a password manager saves it. */
  name: string;
  onClose: () => void;
}

/** A secret that nobody can look up later. A password manager takes it for a login, and offers to save it. */
export function ShownOnce({ title, label, secret, name, onClose }: ShownOnceProps) {
  const { settings, common } = useWords();
  const words = settings.secret;
  return (
    <Modal
      visible
      header={title}
      closeAriaLabel={common.cancel}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            {words.saved}
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Alert type="warning">{words.once}</Alert>
        <form method="post" onSubmit={(event) => event.preventDefault()}>
          <SpaceBetween size="s">
            <FormField label={words.name}>
              <Input name="username" autoComplete="username" readOnly value={name} />
            </FormField>
            <FormField label={label}>
              <Input name="password" type="password" autoComplete="new-password" readOnly value={secret} />
            </FormField>
          </SpaceBetween>
        </form>
        <CopyToClipboard
          copyButtonText={words.copy}
          copySuccessText={words.copied}
          copyErrorText={words.notCopied}
          textToCopy={secret}
        />
      </SpaceBetween>
    </Modal>
  );
}
