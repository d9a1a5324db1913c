import {
  COUNT_ACTIONS,
  DELIVERY_ACTIONS,
  EXPORT_ACCESS,
  FIRST_KEY_ACCESS,
  type FunctionName,
  ITEM_ACTIONS,
  LINK_KEY_ACCESS,
  MASTER_ACTIONS,
  OBJECT_ACCESS,
  PERMISSIONS,
  type Permissions,
  RECORD_ACTIONS,
  TABLE_ACCESS,
  UNSUBSCRIBE_ACTIONS,
  WEBHOOK_ACTIONS,
} from '../../lib/permissions.ts';
import { TABLE_NAMES } from '../../lib/tables.ts';
import { FUNCTION_PATHS, type Right, type SynthesizedStack } from './synthesized-stack.ts';

/** Every identity of the account, as a readable ARN. */
export const IDENTITIES = 'arn:<Partition>:ses:<Region>:<AccountId>:identity/*';
/** A right in one line. */
export const line = ({ effect, action, resource }: Right) => `${effect} ${action} ${resource}`;
export const allow = (actions: readonly string[], resource: string) =>
  actions.map((action) => `Allow ${action} ${resource}`);

function refusedOfContent({ apiKeys, sessions, linkKeys, smtpPasswords, webhooks }: Permissions): string[] {
  const { read, write } = ITEM_ACTIONS;
  const all = [...read, ...write];
  return [
    ...(webhooks === 'manage' ? [] : all),
    ...(linkKeys ? [] : all),
    ...(smtpPasswords === 'manage' ? [] : smtpPasswords ? write : all),
    ...(apiKeys ? [] : write),
    ...(sessions ? [] : write),
    ...read,
  ].map((action) => `Deny ${action} Tables/Content`);
}

/** What a row of the permission table means, written down a second time. */
export function expectedRights(name: FunctionName, stack: SynthesizedStack): string[] {
  const permissions: Permissions = PERMISSIONS[name];
  const content = permissions.tables.Content;
  const sends = {
    send: 'Queues/Send',
    start: 'Queues/Start',
    import: 'Queues/Import',
    exports: 'Queues/Exports',
    events: 'Queues/Events',
    notices: 'Queues/Notices',
  };
  const consumed = {
    sender: sends.send,
    starter: sends.start,
    importer: sends.import,
    exporter: sends.exports,
    recorder: sends.events,
    notifier: sends.notices,
  }[name as 'sender'];
  const group = stack.readable(stack.properties('TaskSchedules/Group').Name);
  return [
    ...allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `${FUNCTION_PATHS[name]}Logs`),
    ...Object.entries(permissions.tables).flatMap(([table, access]) => allow(TABLE_ACCESS[access], `Tables/${table}`)),
    ...(permissions.tables.Campaigns
      ? ['work', 'parked'].flatMap((index) => allow(['dynamodb:Query'], `Tables/Campaigns/index/${index}`))
      : []),
    ...(permissions.records ? allow(RECORD_ACTIONS, 'Tables/Content') : []),
    ...(content ? refusedOfContent(permissions) : []),
    ...(permissions.counts ? allow(COUNT_ACTIONS, 'Tables/Content') : []),
    ...(permissions.linkKeys ? allow(LINK_KEY_ACCESS[permissions.linkKeys], 'Tables/Content') : []),
    ...(permissions.webhooks === 'remind' ? allow(['dynamodb:Query'], 'Tables/Content/index/work') : []),
    ...(permissions.webhooks === 'read' || permissions.webhooks === 'deliver'
      ? allow(WEBHOOK_ACTIONS, 'Tables/Content')
      : []),
    ...(permissions.webhooks === 'deliver' ? allow(DELIVERY_ACTIONS, 'Tables/Content') : []),
    ...(permissions.exports ? allow(EXPORT_ACCESS[permissions.exports], 'Tables/Mail') : []),
    ...(permissions.unsubscribes ? allow(UNSUBSCRIBE_ACTIONS, 'Tables/Audience') : []),
    ...Object.entries(permissions.objects ?? {}).flatMap(([prefix, access]) =>
      allow(OBJECT_ACCESS[access], `Objects/Bucket/${prefix}/*`),
    ),
    ...(permissions.objects ? allow(['s3:ListBucket'], 'Objects/Bucket') : []),
    ...(permissions.sendsTo ?? []).flatMap((queue) => allow(['sqs:SendMessage'], sends[queue])),
    ...(permissions.schedules
      ? [
          ...allow(
            ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule', 'scheduler:GetSchedule'],
            `arn:<Partition>:scheduler:<Region>:<AccountId>:schedule/${group}/*`,
          ),
          ...allow(['iam:PassRole'], 'TaskSchedules/Role'),
        ]
      : []),
    ...(permissions.mails
      ? [
          ...[
            IDENTITIES,
            'arn:<Partition>:ses:<Region>:<AccountId>:configuration-set/ConfigurationSets/Shared',
          ].flatMap((to) => allow(['ses:SendEmail', 'ses:SendRawEmail'], to)),
          ...allow(['ses:GetAccount'], '*'),
        ]
      : []),
    ...(permissions.invokesSender ? allow(['lambda:InvokeFunction'], FUNCTION_PATHS.sender) : []),
    ...(permissions.concurrency ? allow(['lambda:GetAccountSettings'], '*') : []),
    ...(permissions.identity
      ? ['Campaigns', 'WarmUp'].flatMap((table) => allow(['dynamodb:DescribeTable'], `Tables/${table}`))
      : []),
    ...(permissions.protection
      ? TABLE_NAMES.flatMap((table) => allow(['dynamodb:UpdateTable'], `Tables/${table}`))
      : []),
    ...(permissions.identities
      ? allow(
          [
            'ses:CreateEmailIdentity',
            'ses:DeleteEmailIdentity',
            'ses:GetEmailIdentity',
            'ses:PutEmailIdentityFeedbackAttributes',
            'ses:PutEmailIdentityMailFromAttributes',
            'ses:TagResource',
          ],
          IDENTITIES,
        )
      : []),
    ...(permissions.firstApiKey ? allow(FIRST_KEY_ACCESS[permissions.firstApiKey], 'FirstApiKey') : []),
    ...(permissions.credentialMaster ? allow(MASTER_ACTIONS, 'CredentialMaster') : []),
    ...(consumed
      ? allow(
          [
            'sqs:ChangeMessageVisibility',
            'sqs:DeleteMessage',
            'sqs:GetQueueAttributes',
            'sqs:GetQueueUrl',
            'sqs:ReceiveMessage',
          ],
          consumed,
        )
      : []),
  ].sort();
}
