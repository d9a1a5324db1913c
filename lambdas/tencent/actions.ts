import type { ManageTemplatesPorts } from '../../core/content/manage-templates.ts';
import type { ManageSendersPorts } from '../../core/domains/manage-senders.ts';
import type { Action } from './action.ts';
import { type BlacklistPorts, blacklistActions } from './actions/blacklists.ts';
import { emailActions, type TencentEmailPorts } from './actions/emails.ts';
import { type IdentityPorts, identityActions } from './actions/identities.ts';
import { type ReceiverPorts, receiverActions } from './actions/receivers.ts';
import { senderActions } from './actions/senders.ts';
import { statisticsActions } from './actions/statistics.ts';
import { type TencentTaskPorts, taskActions } from './actions/tasks.ts';
import { templateActions } from './actions/templates.ts';
import { unsubscribeActions } from './actions/unsubscribe.ts';

type ActionPorts = IdentityPorts &
  BlacklistPorts &
  ManageSendersPorts &
  ManageTemplatesPorts &
  ReceiverPorts &
  TencentTaskPorts &
  TencentEmailPorts;

/** Every action of the vendor's API. */
export const tencentActions = (ports: ActionPorts): Action[] => [
  ...identityActions(ports),
  ...senderActions(ports),
  ...templateActions(ports),
  ...receiverActions(ports),
  ...taskActions(ports),
  ...emailActions(ports),
  ...blacklistActions(ports),
  ...statisticsActions(ports),
  ...unsubscribeActions(ports),
];
