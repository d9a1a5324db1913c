import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { UseMutationResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { Domain } from '../../api/answers.ts';
import { useChangeMailFrom, useChangePool } from '../../api/domains.ts';
import { useProblem } from '../../api/problems.ts';
import { mayDo, useSignedIn } from '../../api/session.ts';
import { ShortForm } from '../../parts/short-form.tsx';
import { Time } from '../../parts/time.tsx';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';

/** Which addresses send the mail of a domain, and where its bounces go back to. */
export function Addresses({ domain }: { domain: Domain }) {
  const { settings } = useWords().domains;
  const pool = useChangePool(domain.domain);
  const mailFrom = useChangeMailFrom(domain.domain);
  return (
    <KeyValuePairs
      columns={2}
      minColumnWidth={240}
      items={[
        {
          label: settings.pool,
          value: (
            <Setting
              label={settings.pool}
              hint={settings.poolHint}
              value={domain.sendingPool}
              none={settings.shared}
              saved={settings.saved}
              pointer="/sendingPool"
              change={pool}
            />
          ),
        },
        {
          label: settings.mailFrom,
          value: (
            <Setting
              label={settings.mailFrom}
              hint={settings.mailFromHint(domain.domain)}
              value={domain.mailFrom}
              none={settings.mailFromNone}
              saved={settings.mailFromSaved}
              pointer="/mailFrom"
              change={mailFrom}
            />
          ),
        },
        { label: settings.created, value: <Time at={domain.createdAt} /> },
        { label: settings.updated, value: <Time at={domain.updatedAt} /> },
      ]}
    />
  );
}

interface SettingProps {
  label: string;
  hint: string;
  value: string | null;
  /** Said in place of a value. */
  none: string;
  saved: string;
  /** Where the API finds fault with it. */
  pointer: string;
  change: UseMutationResult<Domain, Error, string | null>;
}

/** A text that may be left empty, and a form for admins. */
function Setting(props: SettingProps) {
  const words = useWords();
  const { role } = useSignedIn();
  const may = mayDo(role, 'admin');
  const [isEditing, setEditing] = useState(false);
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <bdi className="raw">{props.value ?? props.none}</bdi>
      <Button
        variant="inline-link"
        ariaLabel={words.common.labelled(words.domains.settings.edit, props.label)}
        disabled={!may}
        {...(!may && { disabledReason: words.needsRole(words.roles.admin) })}
        onClick={() => setEditing(true)}
      >
        {words.domains.settings.edit}
      </Button>
      {isEditing && <EditSetting {...props} onClose={() => setEditing(false)} />}
    </SpaceBetween>
  );
}

function EditSetting({ label, hint, value, saved, pointer, change, onClose }: SettingProps & { onClose: () => void }) {
  const { settings } = useWords().domains;
  const [text, setText] = useState(value ?? '');
  const { mutate, isPending, error, reset } = change;
  const { errorAt, text: fault } = useProblem(error);
  const close = (): void => {
    reset();
    onClose();
  };
  const save = (): void =>
    mutate(text.trim() || null, {
      onSuccess: () => {
        tell({ type: 'success', text: saved });
        close();
      },
    });
  return (
    <ShortForm
      title={label}
      submit={settings.save}
      isPending={isPending}
      errorText={errorAt(pointer) === undefined ? fault : undefined}
      onSubmit={save}
      onClose={close}
    >
      <FormField label={label} description={hint} errorText={errorAt(pointer)}>
        <Input value={text} spellcheck={false} onChange={({ detail }) => setText(detail.value)} />
      </FormField>
    </ShortForm>
  );
}
