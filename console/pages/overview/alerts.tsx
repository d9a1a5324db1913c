import Alert, { type AlertProps } from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Notice } from '../../api/overview.ts';
import { useNow } from '../../api/product-clock.ts';
import { noticePage, noticeText } from '../../logic/notice-text.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

const TYPES: Record<Notice['code'], AlertProps.Type> = {
  'account-held': 'error',
  'sending-disabled': 'error',
  'reputation-held': 'warning',
  'run-stalled': 'warning',
  'account-quota': 'warning',
  'bounce-rate': 'warning',
  'complaint-rate': 'warning',
  'domain-unverified': 'warning',
  'dns-broken': 'warning',
  sandbox: 'info',
};

/** What somebody should look at, and where. That everything is held stands above every page already. */
export function Alerts({ notices }: { notices: readonly Notice[] }) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow();
  return (
    <SpaceBetween size="xs">
      {notices
        .filter(({ code }) => code !== 'account-held')
        .map((notice) => {
          const page = noticePage(notice);
          return (
            <Alert
              key={`${notice.code} ${notice.params.domain ?? notice.params.taskId}`}
              type={TYPES[notice.code]}
              action={page !== null && <Button href={page}>{words.overview.look}</Button>}
            >
              {noticeText(notice, { words, formats, now })}
            </Alert>
          );
        })}
    </SpaceBetween>
  );
}
