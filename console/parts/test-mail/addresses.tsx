import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TokenGroup from '@cloudscape-design/components/token-group';
import type { ClipboardEvent } from 'react';
import { lastAddresses } from '../../api/last-addresses.ts';
import { endsAddress, hasSeveral, MOST_TEST_ADDRESSES } from '../../logic/test-addresses.ts';
import { useWords } from '../../words/words.tsx';
import { useFormats } from '../formats.ts';

interface AddressesProps {
  to: readonly string[];
  typed: string;
  errorText: string | undefined;
  onType: (typed: string) => void;
  /** The addresses of a text are added, or refused all together. */
  onAdd: (text: string) => void;
  onRemove: (address: string) => void;
}

/** Whom the test is sent to. */
export function Addresses({ to, typed, errorText, onType, onAdd, onRemove }: AddressesProps) {
  const words = useWords().sendTest;
  const formats = useFormats();
  const last = lastAddresses();
  // By hand: the field would join pasted lines without a gap.
  const paste = (event: ClipboardEvent): void => {
    const text = event.clipboardData.getData('text');
    if (!hasSeveral(text)) return;
    event.preventDefault();
    onAdd(`${typed} ${text}`);
  };
  return (
    <SpaceBetween size="xs">
      <FormField
        stretch
        label={words.to}
        description={words.toHint}
        constraintText={words.count(formats.count(to.length), formats.count(MOST_TEST_ADDRESSES))}
        errorText={errorText}
        secondaryControl={
          <Button formAction="none" disabled={typed.trim() === ''} onClick={() => onAdd(typed)}>
            {words.add}
          </Button>
        }
      >
        <Input
          value={typed}
          inputMode="email"
          autoComplete={false}
          spellcheck={false}
          nativeInputAttributes={{ onPaste: paste }}
          onChange={({ detail }) => (endsAddress(detail.value) ? onAdd(detail.value) : onType(detail.value))}
          onKeyDown={(event) => {
            if (event.detail.key !== 'Enter' || event.detail.isComposing || typed.trim() === '') return;
            event.preventDefault();
            onAdd(typed);
          }}
        />
      </FormField>
      {to.length === 0 && last.length > 0 && (
        <Button variant="inline-link" formAction="none" onClick={() => onAdd(last.join(' '))}>
          {words.last(last.length)}
        </Button>
      )}
      {to.length > 0 && (
        <TokenGroup
          items={to.map((label) => ({ label, dismissLabel: words.removeOne(label) }))}
          onDismiss={({ detail }) => onRemove(to[detail.itemIndex] ?? '')}
        />
      )}
    </SpaceBetween>
  );
}
