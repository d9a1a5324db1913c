import FormField from '@cloudscape-design/components/form-field';
import Textarea from '@cloudscape-design/components/textarea';
import { splitAddresses } from '../logic/split-addresses.ts';
import { useWords } from '../words/words.tsx';

interface AddressFieldProps {
  text: string;
  /** How they may be separated, and how many are taken. */
  hint: string;
  /** What to do about the number of addresses that were entered. */
  errorText: string | undefined;
  onChange: (text: string) => void;
}

/** Addresses that are typed or pasted; says how many they are. */
export function AddressField({ text, hint, errorText, onChange }: AddressFieldProps) {
  const words = useWords().lists.readers;
  return (
    <FormField
      label={words.addresses}
      description={hint}
      constraintText={words.addressesOf(splitAddresses(text).length)}
      errorText={errorText}
    >
      <Textarea rows={8} spellcheck={false} value={text} onChange={({ detail }) => onChange(detail.value)} />
    </FormField>
  );
}
