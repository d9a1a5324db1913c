import type { HoldReason } from '../../core/runs/holds.ts';

/** Each reason for which a paused run does not move, what it means, and what its user can do. */
export const HOLDS: Record<HoldReason, { means: string; advice: string }> = {
  'warm-up-quota': {
    means: "today's quota of the domain is used up, or reserved for older runs",
    advice: 'It resumes automatically. To send more today, change the plan or the level of the domain.',
  },
  'account-quota': {
    means: "the account's own quota for 24 hours is used up",
    advice: 'It resumes automatically as the quota becomes free. For more, ask AWS for a higher sending quota.',
  },
  reputation: {
    means: 'too many mails of the domain bounced or brought complaints',
    advice: 'It resumes automatically. The warm-up plan of the domain shows the figures; clean the list until then.',
  },
  'list-import': {
    means: 'an import is filling its list',
    advice: 'It starts automatically when the import has ended.',
  },
  'mail-server': {
    means: 'the mail server, or SES, cannot be reached or accepts nothing for now',
    advice: 'It tries again automatically. If that lasts, `lastAnswer` says why: check the server and the way to it.',
  },
  'hold-all': {
    means: 'an operator holds all sending, or the tables are a restored copy',
    advice: 'An admin releases all sending with POST /v1/account/release or npx mailramp release.',
  },
  user: {
    means: 'a user paused the task',
    advice: 'It moves when a user resumes it.',
  },
};
