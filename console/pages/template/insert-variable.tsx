import Autosuggest from '@cloudscape-design/components/autosuggest';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useWords } from '../../words/words.tsx';

interface InsertVariableProps {
  /** Offered; another may be typed. */
  names: readonly string[];
  lackOf: (name: string) => string | undefined;
  onInsert: (name: string, fallback: string) => void;
  onClose: () => void;
}

/** Asks for a variable, and at once for what is written where a reader has none. */
export function InsertVariable({ names, lackOf, onInsert, onClose }: InsertVariableProps) {
  const words = useWords().template;
  const [name, setName] = useState('');
  const [fallback, setFallback] = useState('');
  const insert = (): void => {
    if (name.trim() !== '') onInsert(name.trim(), fallback);
  };
  return (
    <Ask
      title={words.insertTitle}
      confirm={words.insertDo}
      isReady={name.trim() !== ''}
      onConfirm={insert}
      onClose={onClose}
    >
      <FormField label={words.insertWhich} description={words.insertWhichHint}>
        <Autosuggest
          value={name}
          options={names.map((value) => ({ value }))}
          empty={words.insertNone}
          enteredTextLabel={(text) => text}
          onChange={({ detail }) => setName(detail.value)}
        />
      </FormField>
      <FallbackField name={name.trim()} lack={lackOf(name.trim())} value={fallback} onChange={setFallback} />
    </Ask>
  );
}

interface AddFallbackProps {
  name: string;
  /** What it means that readers lack it. */
  lack: string | undefined;
  onAdd: (fallback: string) => void;
  onClose: () => void;
}

/** Asks what is written wherever a reader lacks a variable that the mail has already. */
export function AddFallback({ name, lack, onAdd, onClose }: AddFallbackProps) {
  const words = useWords().template;
  const [fallback, setFallback] = useState('');
  return (
    <Ask
      title={words.fallbackTitle(name)}
      confirm={words.addFallbackDo}
      isReady={fallback !== ''}
      onConfirm={() => onAdd(fallback)}
      onClose={onClose}
    >
      <FallbackField name={name} lack={lack} value={fallback} onChange={setFallback} />
    </Ask>
  );
}

interface FallbackFieldProps {
  name: string;
  lack: string | undefined;
  value: string;
  onChange: (value: string) => void;
}

function FallbackField({ name, lack, value, onChange }: FallbackFieldProps) {
  const words = useWords().template;
  const isAsked = name !== '' && value === '';
  return (
    <FormField
      label={words.fallback}
      description={words.fallbackHint}
      warningText={isAsked ? [words.fallbackNone(name), lack].filter(Boolean).join(' ') : undefined}
    >
      <Input value={value} onChange={({ detail }) => onChange(detail.value)} />
    </FormField>
  );
}

interface AskProps {
  title: string;
  confirm: string;
  isReady: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: React.ReactNode;
}

function Ask({ title, confirm, isReady, onConfirm, onClose, children }: AskProps) {
  const words = useWords().template;
  return (
    <Modal visible header={title} closeAriaLabel={words.close} onDismiss={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) onConfirm();
        }}
      >
        <Form
          actions={
            <Box float="right">
              <SpaceBetween direction="horizontal" size="xs">
                <Button formAction="none" variant="link" onClick={onClose}>
                  {words.close}
                </Button>
                <Button variant="primary" disabled={!isReady}>
                  {confirm}
                </Button>
              </SpaceBetween>
            </Box>
          }
        >
          <SpaceBetween size="m">{children}</SpaceBetween>
        </Form>
      </form>
    </Modal>
  );
}
