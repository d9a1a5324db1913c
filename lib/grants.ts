import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import {
  API_KEYS_PARTITION,
  CALLS_PARTITIONS,
  CODE_PARTITIONS,
  COUNT_ACTIONS,
  DELIVERY_ACTIONS,
  DELIVERY_PARTITIONS,
  EXPORT_ACCESS,
  EXPORTS_PARTITION,
  type ExportAccess,
  FIRST_KEY_ACCESS,
  IDEMPOTENCY_PARTITIONS,
  ITEM_ACTIONS,
  LINK_KEY_ACCESS,
  LINK_KEYS_PARTITION,
  MASTER_ACTIONS,
  OBJECT_ACCESS,
  type ObjectAccess,
  type ObjectPrefix,
  OPEN_EXPORTS_PARTITION,
  type Permissions,
  RECORD_ACTIONS,
  SESSIONS_PARTITION,
  SMTP_PASSWORDS_PARTITION,
  TABLE_ACCESS,
  type TableAccess,
  UNSUBSCRIBE_ACTIONS,
  UNSUBSCRIBE_PARTITIONS,
  WEBHOOK_ACTIONS,
  WEBHOOKS_PARTITION,
} from './permissions.ts';
import { madeBefore, type Resources } from './resources.ts';
import { INDEXES, type TableName } from './tables.ts';

/** Key of the tag on SES identities that belong to a stack; its value is the stack's name. */
const IDENTITY_TAG_KEY = 'mailramp';

const OBJECTS_SID: Readonly<Record<ObjectPrefix, string>> = {
  runs: 'Snapshots',
  attachments: 'Attachments',
  templates: 'Templates',
  imports: 'Uploads',
  'import-errors': 'BadRows',
  exports: 'Exports',
};

const QUEUE_SID = {
  send: 'SendTokens',
  start: 'SendStartMessages',
  import: 'SendImportMessages',
  exports: 'SendExportMessages',
  events: 'SendMailEvents',
  notices: 'SendNotices',
} as const;

const SEND_ACTIONS = ['ses:SendEmail', 'ses:SendRawEmail'];

/** The statements of one function's role: exactly what its row of the permission table says. */
export function statementsFor(permissions: Permissions, resources: Resources): PolicyStatement[] {
  const statements: PolicyStatementProps[] = [
    ...tableStatements(permissions, resources),
    ...refusedParts(permissions, resources),
    ...partStatements(permissions, resources),
    ...objectStatements(permissions, resources),
    ...(permissions.sendsTo ?? []).map((queue) => ({
      sid: QUEUE_SID[queue],
      actions: ['sqs:SendMessage'],
      resources: [resources.queues[queue].queueArn],
    })),
    ...(permissions.schedules ? scheduleStatements(resources) : []),
    ...(permissions.mails ? mailStatements(resources) : []),
    ...(permissions.invokesSender ? [invokeSenderStatement(resources)] : []),
    ...(permissions.concurrency ? [CONCURRENCY_STATEMENT] : []),
    ...(permissions.identity ? [identityStatement(resources)] : []),
    ...(permissions.protection ? [protectionStatement(resources)] : []),
    ...(permissions.identities ? identityStatements(resources) : []),
    ...(permissions.firstApiKey ? [firstApiKeyStatement(resources, permissions.firstApiKey)] : []),
    ...(permissions.credentialMaster ? masterStatements(resources) : []),
  ];
  return statements.map((statement) => new PolicyStatement(statement));
}

function tableStatements(permissions: Permissions, { tables }: Resources): PolicyStatementProps[] {
  const entries = Object.entries(permissions.tables) as [TableName, TableAccess][];
  const statements: PolicyStatementProps[] = entries.map(([name, access]) => ({
    sid: `${name}Table`,
    actions: [...TABLE_ACCESS[access]],
    resources: [tables.byName[name].tableArn],
  }));
  for (const [name] of entries) {
    // That of Content is for `remind` alone.
    if (name !== 'Content') statements.push(...indexStatements(name, tables));
  }
  if (permissions.records) {
    statements.push({
      sid: 'IdempotencyRecords',
      actions: [...RECORD_ACTIONS],
      resources: [tables.byName.Content.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [IDEMPOTENCY_PARTITIONS] } },
    });
  }
  return statements;
}

/**
 * Templates, senders, keys and webhooks share a table: who reads or writes a part of it must see no secret of another,
 * and make no key and no session.
 */
function refusedParts(
  { tables, apiKeys, sessions, linkKeys, smtpPasswords, webhooks }: Permissions,
  all: Resources,
): PolicyStatementProps[] {
  if (!tables.Content) return [];
  const refused = (sid: string, actions: readonly string[], partitions: string[]) => ({
    sid,
    effect: Effect.DENY,
    actions: [...actions],
    resources: [all.tables.byName.Content.tableArn],
    conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': partitions } },
  });
  const { read, write } = ITEM_ACTIONS;
  return [
    ...(webhooks === 'manage'
      ? []
      : [refused('NoWebhooks', [...read, ...write], [WEBHOOKS_PARTITION, DELIVERY_PARTITIONS])]),
    ...(linkKeys ? [] : [refused('NoLinkKeys', [...read, ...write], [LINK_KEYS_PARTITION])]),
    ...(smtpPasswords === 'manage'
      ? []
      : [refused('NoSmtpPasswords', smtpPasswords ? write : [...read, ...write], [SMTP_PASSWORDS_PARTITION])]),
    ...(apiKeys ? [] : [refused('MakeNoKeys', write, [API_KEYS_PARTITION])]),
    ...(sessions ? [] : [refused('MakeNoSessions', write, [SESSIONS_PARTITION, CODE_PARTITIONS])]),
    // Answers of others. A record is only ever written.
    refused('NoAnswers', read, [IDEMPOTENCY_PARTITIONS]),
  ];
}

function indexStatements(name: TableName, tables: Resources['tables']): PolicyStatementProps[] {
  const indexes = INDEXES[name] ?? [];
  if (indexes.length === 0) return [];
  return [
    {
      sid: `${name}Indexes`,
      actions: ['dynamodb:Query'],
      resources: indexes.map((index) => `${tables.byName[name].tableArn}/index/${index}`),
    },
  ];
}

/** Parts of tables of which their functions see nothing else. */
function partStatements(
  { counts, linkKeys, unsubscribes, exports: access, webhooks }: Permissions,
  { tables }: Resources,
): PolicyStatementProps[] {
  const confined = (sid: string, table: TableName, actions: readonly string[], partitions: string[]) => ({
    sid,
    actions: [...actions],
    resources: [tables.byName[table].tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } },
  });
  return [
    ...(counts ? [confined('CallCounts', 'Content', COUNT_ACTIONS, [CALLS_PARTITIONS])] : []),
    ...(linkKeys ? [confined('LinkKeys', 'Content', LINK_KEY_ACCESS[linkKeys], [LINK_KEYS_PARTITION])] : []),
    ...(unsubscribes ? [confined('Unsubscribes', 'Audience', UNSUBSCRIBE_ACTIONS, UNSUBSCRIBE_PARTITIONS)] : []),
    ...(access ? [confined('ExportRows', 'Mail', EXPORT_ACCESS[access], partitionsFor(access))] : []),
    ...(webhooks === 'read' || webhooks === 'deliver'
      ? [confined('Webhooks', 'Content', WEBHOOK_ACTIONS, [WEBHOOKS_PARTITION])]
      : []),
    ...(webhooks === 'remind' ? indexStatements('Content', tables) : []),
    ...(webhooks === 'deliver' ? [confined('Deliveries', 'Content', DELIVERY_ACTIONS, [DELIVERY_PARTITIONS])] : []),
  ];
}

const partitionsFor = (access: ExportAccess): string[] =>
  access === 'remind' ? [OPEN_EXPORTS_PARTITION] : [EXPORTS_PARTITION, OPEN_EXPORTS_PARTITION];

function objectStatements(permissions: Permissions, { objects }: Resources): PolicyStatementProps[] {
  const entries = Object.entries(permissions.objects ?? {}) as [ObjectPrefix, ObjectAccess][];
  if (entries.length === 0) return [];
  const statements = entries.map(([prefix, access]) => ({
    sid: OBJECTS_SID[prefix],
    actions: [...OBJECT_ACCESS[access]],
    resources: [objects.bucket.arnForObjects(`${prefix}/*`)],
  }));
  // Without this right S3 answers "forbidden" instead of "not found" for a key that does not exist. Such a request
  // names no prefix, so that the condition holds there only "if exists".
  const missing = {
    sid: 'MissingObjects',
    actions: ['s3:ListBucket'],
    resources: [objects.bucket.bucketArn],
    conditions: { StringLikeIfExists: { 's3:prefix': entries.map(([prefix]) => `${prefix}/*`) } },
  };
  return [...statements, missing];
}

function scheduleStatements({ schedules }: Resources): PolicyStatementProps[] {
  return [
    {
      sid: 'OneTimeSchedules',
      actions: ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule', 'scheduler:GetSchedule'],
      // Schedules are created at run time, so only their group is known here.
      resources: [
        Stack.of(schedules).formatArn({
          service: 'scheduler',
          resource: 'schedule',
          resourceName: `${schedules.group.scheduleGroupName}/*`,
        }),
      ],
    },
    {
      sid: 'LendTheSchedulesTheirRole',
      actions: ['iam:PassRole'],
      resources: [schedules.role.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    },
  ];
}

function mailStatements({
  configurationSets,
  identityTag,
  identityArnPrefix,
  settings,
}: Resources): PolicyStatementProps[] {
  const identities = { actions: SEND_ACTIONS, resources: [`${identityArnPrefix}*`] };
  return [
    settings.sendAsAnyIdentity
      ? { ...identities, sid: 'SendAsAnyIdentity' }
      : {
          ...identities,
          // Identities are created at run time; the tag says which are the stack's.
          sid: 'SendAsOwnIdentities',
          conditions: { StringEquals: { [`aws:ResourceTag/${IDENTITY_TAG_KEY}`]: identityTag } },
        },
    // SES asks for the rights to each resource that a request names: another configuration set is refused.
    { sid: 'SendWithOwnConfigurationSet', actions: SEND_ACTIONS, resources: configurationSets.arns },
    // AWS has no resource for it:
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
    { sid: 'ReadSendingLimits', actions: ['ses:GetAccount'], resources: ['*'] },
  ];
}

function identityStatements({ identityTag, identityArnPrefix }: Resources): PolicyStatementProps[] {
  const resources = [`${identityArnPrefix}*`];
  return [
    { sid: 'ReadIdentities', actions: ['ses:GetEmailIdentity'], resources },
    {
      // An identity that exists is adopted: it gets the stack's tag and no other, unless another stack's is on it.
      sid: 'MakeOrAdoptIdentities',
      actions: ['ses:CreateEmailIdentity', 'ses:TagResource'],
      resources,
      conditions: {
        StringEquals: { [`aws:RequestTag/${IDENTITY_TAG_KEY}`]: identityTag },
        StringEqualsIfExists: { [`aws:ResourceTag/${IDENTITY_TAG_KEY}`]: identityTag },
        'ForAllValues:StringEquals': { 'aws:TagKeys': [IDENTITY_TAG_KEY] },
      },
    },
    {
      sid: 'SetUpAndRemoveOwnIdentities',
      actions: [
        'ses:DeleteEmailIdentity',
        'ses:PutEmailIdentityFeedbackAttributes',
        'ses:PutEmailIdentityMailFromAttributes',
      ],
      resources,
      conditions: { StringEquals: { [`aws:ResourceTag/${IDENTITY_TAG_KEY}`]: identityTag } },
    },
  ];
}

const invokeSenderStatement = ({ functions }: Resources): PolicyStatementProps => ({
  sid: 'TestTheSender',
  actions: ['lambda:InvokeFunction'],
  resources: [madeBefore(functions, 'sender').functionArn],
});

const CONCURRENCY_STATEMENT: PolicyStatementProps = {
  sid: 'ReadConcurrency',
  actions: ['lambda:GetAccountSettings'],
  // AWS has no resource for it: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
  resources: ['*'],
};

const identityStatement = ({ tables }: Resources): PolicyStatementProps => ({
  sid: 'WhichTables',
  actions: ['dynamodb:DescribeTable'],
  resources: [tables.byName.Campaigns.tableArn, tables.byName.WarmUp.tableArn],
});

const protectionStatement = ({ tables }: Resources): PolicyStatementProps => ({
  sid: 'ProtectTables',
  actions: ['dynamodb:UpdateTable'],
  resources: Object.values(tables.byName).map(({ tableArn }) => tableArn),
});

const masterStatements = ({ credentialMaster }: Resources): PolicyStatementProps[] =>
  credentialMaster === null
    ? []
    : [{ sid: 'CredentialMaster', actions: [...MASTER_ACTIONS], resources: [credentialMaster.secretArn] }];

const firstApiKeyStatement = (
  { firstApiKey }: Resources,
  access: keyof typeof FIRST_KEY_ACCESS,
): PolicyStatementProps => ({
  sid: 'FirstApiKey',
  actions: [...FIRST_KEY_ACCESS[access]],
  resources: [firstApiKey.secretArn],
});
