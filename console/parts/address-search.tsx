import Button from '@cloudscape-design/components/button';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useWords } from '../words/words.tsx';

interface AddressSearchProps {
  email: string | undefined;
  /** What the field is for. */
  label: string;
  onSearch: (email: string | undefined) => void;
}

/** Finds one address, which has to be complete: Enter or the button searches, an empty field shows all again. */
export function AddressSearch({ email, label, onSearch }: AddressSearchProps) {
  const words = useWords();
  const [text, setText] = useState(email ?? '');
  return (
    <form
      className="one-line"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(text.trim() === '' ? undefined : text.trim());
      }}
    >
      <Input
        type="search"
        inputMode="email"
        spellcheck={false}
        ariaLabel={label}
        clearAriaLabel={words.common.clearFilter}
        placeholder={words.lists.readers.searchHint}
        value={text}
        onChange={({ detail }) => {
          setText(detail.value);
          if (detail.value === '' && email !== undefined) onSearch(undefined);
        }}
      />
      <Button iconName="search" ariaLabel={label} formAction="submit" />
    </form>
  );
}
