import Alert, { type AlertProps } from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNow } from '../../api/product-clock.ts';
import type { NoticeCode, NoticeOf } from '../../logic/notices-of.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

const TYPES: Record<NoticeCode, AlertProps.Type> = {
  'sending-disabled': 'error',
  sandbox: 'info',
  'domain-unverified': 'warning',
  'dns-broken': 'warning',
  'reputation-held': 'warning',
};

/** What somebody should look at, and where. */
export function Alerts({ notices }: { notices: readonly NoticeOf[] }) {
  const { overview: words } = useWords();
  const formats = useFormats();
  const now = useNow();
  const textOf = ({ code, domain, until }: NoticeOf): string => {
    const text = words.notices[code];
    return typeof text === 'string' ? text : text(domain ?? '', until === null ? '' : formats.near(until, now));
  };
  return (
    <SpaceBetween size="xs">
      {notices.map((notice) => (
        <Alert
          key={`${notice.code} ${notice.domain}`}
          type={TYPES[notice.code]}
          action={
            notice.domain !== null && <Button href={`/console/domains/${notice.domain}`}>{words.toDomain}</Button>
          }
        >
          {textOf(notice)}
        </Alert>
      ))}
    </SpaceBetween>
  );
}
