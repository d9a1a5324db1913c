import type { Notice } from '../api/overview.ts';
import type { Words } from '../words/en.ts';
import type { Formats } from './formats.ts';

interface NoticeContext {
  words: Words;
  formats: Formats;
  /** The product's time, in milliseconds. */
  now: number;
}

/** What may need somebody, in a sentence. */
export function noticeText({ code, params }: Notice, { words, formats, now }: NoticeContext): string {
  const { notices } = words.overview;
  const domain = String(params.domain ?? '');
  switch (code) {
    case 'account-held':
      return typeof params.since === 'string'
        ? words.settings.hold.heldSince(formats.near(params.since, now))
        : words.settings.hold.held;
    case 'run-stalled':
      return notices[code](typeof params.name === 'string' ? params.name : words.task.unnamed);
    case 'account-quota':
      return notices[code](formats.count(Number(params.perDay)));
    case 'bounce-rate':
    case 'complaint-rate':
      return notices[code](
        formats.share(Number(params.rate)),
        formats.count(Number(params.mails)),
        formats.share(Number(params.limit)),
      );
    case 'reputation-held':
      return notices[code](domain, formats.near(String(params.until), now));
    case 'domain-unverified':
    case 'dns-broken':
      return notices[code](domain);
    default:
      return notices[code];
  }
}

/** Where to look at it; null where there is no page of the console for it. */
export function noticePage({ code, params }: Notice): string | null {
  switch (code) {
    case 'account-held':
      return '/console/settings';
    case 'run-stalled':
      return `/console/tasks/${params.taskId}`;
    case 'bounce-rate':
    case 'complaint-rate':
      return '/console/statistics';
    case 'reputation-held':
      return `/console/domains/${params.domain}?tab=warm-up`;
    case 'domain-unverified':
    case 'dns-broken':
      return `/console/domains/${params.domain}`;
    default:
      return null;
  }
}
