/** Why a paused run does not move; the API says in words what each means and what its user can do. */
export const HOLD_REASONS = [
  'warm-up-quota',
  'account-quota',
  'reputation',
  'list-import',
  'mail-server',
  'hold-all',
  'user',
] as const;

export type HoldReason = (typeof HOLD_REASONS)[number];
