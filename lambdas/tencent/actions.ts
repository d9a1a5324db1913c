import type { ManageTemplatesPorts } from '../../core/content/manage-templates.ts';
import type { Action } from './action.ts';
import { emailActions, type TencentEmailPorts } from './actions/emails.ts';
import { type IdentityPorts, identityActions } from './actions/identities.ts';
import { type ReceiverPorts, receiverActions } from './actions/receivers.ts';
import { type TencentTaskPorts, taskActions } from './actions/tasks.ts';
import { templateActions } from './actions/templates.ts';

type ActionPorts = IdentityPorts & ManageTemplatesPorts & ReceiverPorts & TencentTaskPorts & TencentEmailPorts;

/** Every action of the vendor's API. */
export const tencentActions = (ports: ActionPorts): Action[] => [
  ...identityActions(ports),
  ...templateActions(ports),
  ...receiverActions(ports),
  ...taskActions(ports),
  ...emailActions(ports),
];
