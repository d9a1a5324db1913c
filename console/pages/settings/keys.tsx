import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { type ApiKey, useDeleteKey, useEndSessions, useKeys } from '../../api/keys.ts';
import { useSignedIn } from '../../api/session.ts';
import type { Column } from '../../parts/data-table.tsx';
import { useFormats } from '../../parts/formats.ts';
import { RoleButton } from '../../parts/role-button.tsx';
import { Time } from '../../parts/time.tsx';
import { useWords } from '../../words/words.tsx';
import { AdminList } from './admin-list.tsx';
import { Ask } from './ask.tsx';
import { MakeKey } from './make-key.tsx';

/** What is asked before it is done to a key. */
type Asked = { act: 'delete' | 'end'; key: ApiKey };

/** Who may use the API and this console: a key for each person and program. */
export function KeySettings() {
  const { keys: words } = useWords().settings;
  const { cursor } = useSearch({ from: '/signed-in/settings' });
  const [asked, setAsked] = useState<Asked>();
  const page = useKeys(cursor);
  const columns = useColumns(setAsked);
  const close = (): void => setAsked(undefined);
  return (
    <>
      <AdminList
        tab="keys"
        words={{ ...words, emptyWhy: words.why }}
        page={page}
        idOf={({ keyId }) => keyId}
        columns={columns}
        form={(onClose) => <MakeKey onClose={onClose} />}
      />
      {asked?.act === 'delete' && <DeleteKey of={asked.key} onClose={close} />}
      {asked?.act === 'end' && <EndSessions of={asked.key} onClose={close} />}
    </>
  );
}

function useColumns(onAsk: (asked: Asked) => void): [Column<ApiKey>, ...Column<ApiKey>[]] {
  const { settings, roles, common } = useWords();
  const { keys: words } = settings;
  const { keyId: own } = useSignedIn();
  const { day } = useFormats();
  return [
    {
      id: 'name',
      header: words.name,
      cell: ({ keyId, name }) => (
        <>
          <bdi>{name}</bdi>
          {keyId === own && ` (${words.own})`}
        </>
      ),
    },
    { id: 'role', header: words.role, cell: ({ role }) => roles[role] },
    { id: 'made', header: words.made, cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      id: 'seen',
      header: words.lastSeen,
      cell: ({ lastSeenAt }) => (lastSeenAt === null ? words.notSeen : day(lastSeenAt)),
    },
    { id: 'sessions', header: words.sessions, cell: ({ sessions }) => words.browsers(sessions) },
    { id: 'actions', header: common.actions, cell: (key) => <KeyActions of={key} onAsk={onAsk} /> },
  ];
}

function KeyActions({ of, onAsk }: { of: ApiKey; onAsk: (asked: Asked) => void }) {
  const { keys: words } = useWords().settings;
  return (
    <SpaceBetween direction="horizontal" size="s">
      <RoleButton
        needs="admin"
        variant="inline-link"
        ariaLabel={words.deleteOf(of.name)}
        onClick={() => onAsk({ act: 'delete', key: of })}
      >
        {words.delete}
      </RoleButton>
      {of.sessions > 0 && (
        <RoleButton
          needs="admin"
          variant="inline-link"
          ariaLabel={words.endOf(of.name)}
          onClick={() => onAsk({ act: 'end', key: of })}
        >
          {words.end}
        </RoleButton>
      )}
    </SpaceBetween>
  );
}

interface DialogProps {
  of: ApiKey;
  onClose: () => void;
}

function DeleteKey({ of, onClose }: DialogProps) {
  const { keys: words } = useWords().settings;
  return (
    <Ask
      of={of}
      call={useDeleteKey()}
      title={words.deleteTitle}
      why={words.deleteWhy(of.name)}
      confirm={words.deleteConfirm}
      keep={words.keep}
      done={words.deleted(of.name)}
      onClose={onClose}
    />
  );
}

function EndSessions({ of, onClose }: DialogProps) {
  const { keys: words } = useWords().settings;
  return (
    <Ask
      of={of}
      call={useEndSessions()}
      title={words.endTitle}
      why={words.endWhy(of.name)}
      confirm={words.end}
      keep={words.keepSessions}
      done={words.ended(of.name)}
      onClose={onClose}
    />
  );
}
