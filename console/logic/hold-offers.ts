import type { Standing } from './task-state.ts';

/** What may be done about a task that stands: a page to look at, or an action. */
export type HoldOffer =
  | { kind: 'plan' | 'dns' | 'bounces' | 'list' | 'other' | 'edit' | 'template' | 'release'; href: string }
  | { kind: 'raise-quota' | 'ses' | 'hygiene'; href: string; isOutside: true }
  /** What is wrong is looked at again, and the task resumed if it is right. */
  | { kind: 'check-again'; isAction: true };

/** The task with what its offers lead to. */
export type Offered = Standing & { taskId: string; domain: string; listId: string; templateId: string };

const RAISE_QUOTA = 'https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-request-increase.html';
const HYGIENE = 'https://docs.aws.amazon.com/ses/latest/dg/tips-and-best-practices.html';
const SES_CONSOLE = 'https://console.aws.amazon.com/ses/home#/account';

/** Pages about what holds a task, most useful first. Resuming and cancelling are actions of the task itself. */
export function holdOffers(task: Offered): HoldOffer[] {
  if (task.status === 'waiting') return [edit(task)];
  if (task.status === 'error') return errorOffers(task);
  if (task.status !== 'paused' || task.hold === null) return [];
  const { reason, behind } = task.hold;
  if (behind !== null) return [{ kind: 'other', href: `/console/tasks/${behind}` }, plan(task)];
  switch (reason) {
    case 'warm-up-quota':
      return [plan(task)];
    case 'account-quota':
      return [{ kind: 'raise-quota', href: RAISE_QUOTA, isOutside: true }];
    case 'reputation':
      return [
        { kind: 'bounces', href: `/console/statistics?domain=${encodeURIComponent(task.domain)}` },
        plan(task),
        { kind: 'hygiene', href: HYGIENE, isOutside: true },
      ];
    case 'list-import':
      return [{ kind: 'list', href: `/console/lists/${task.listId}?tab=imports` }];
    case 'hold-all':
      return [{ kind: 'release', href: '/console/settings' }];
    default:
      return [];
  }
}

function errorOffers(task: Offered): HoldOffer[] {
  switch (task.error) {
    case 'domain-not-verified':
      return [{ kind: 'dns', href: `/console/domains/${encodeURIComponent(task.domain)}?tab=dns` }, CHECK_AGAIN];
    case 'sending-disabled':
      return [{ kind: 'ses', href: SES_CONSOLE, isOutside: true }, CHECK_AGAIN];
    case 'mail-too-large':
      return [{ kind: 'template', href: `/console/templates/${task.templateId}` }, edit(task)];
    case null:
      return [];
    default:
      return [edit(task)];
  }
}

const CHECK_AGAIN: HoldOffer = { kind: 'check-again', isAction: true };

const plan = ({ domain }: Offered): HoldOffer => ({
  kind: 'plan',
  href: `/console/domains/${encodeURIComponent(domain)}?tab=warm-up`,
});

const edit = ({ taskId }: Offered): HoldOffer => ({ kind: 'edit', href: `/console/tasks/${taskId}/edit` });
