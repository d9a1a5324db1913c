import { partitionsOf } from './partitions.ts';
import type { TableName } from './tables.ts';

export const FUNCTION_NAMES = [
  'tasks',
  'domains',
  'audience',
  'content',
  'access',
  'starter',
  'sender',
  'importer',
  'exporter',
  'reconciler',
  'key-seeder',
  'public',
  'insight',
  'recorder',
  'notifier',
  'self-test',
  'table-protector',
  'console',
  'tencent',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/**
 * All that DynamoDB lets be done with items. Whoever writes an item may have its old values returned, so that a write
 * reads as well. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export const ITEM_ACTIONS = {
  read: [
    'dynamodb:BatchGetItem',
    'dynamodb:ConditionCheckItem',
    'dynamodb:GetItem',
    'dynamodb:PartiQLSelect',
    'dynamodb:Query',
    'dynamodb:Scan',
  ],
  write: [
    'dynamodb:BatchWriteItem',
    'dynamodb:DeleteItem',
    'dynamodb:PartiQLDelete',
    'dynamodb:PartiQLInsert',
    'dynamodb:PartiQLUpdate',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
  ],
} as const;

/** What may be done with a table's items. A transaction needs the rights of its single writes. */
export const TABLE_ACCESS = {
  /** Reads, and tests of an item as part of a transaction. */
  read: ['dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem', 'dynamodb:GetItem', 'dynamodb:Query'],
  /** Also makes and changes items, but cannot take one away. */
  update: [
    'dynamodb:BatchGetItem',
    'dynamodb:ConditionCheckItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  ],
  write: [
    'dynamodb:BatchGetItem',
    'dynamodb:ConditionCheckItem',
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  ],
} as const;
export type TableAccess = keyof typeof TABLE_ACCESS;

/** Partitions of Content, as core's items name them. */
export const API_KEYS_PARTITION = partitionsOf('apiKey');
/** Browsers that are signed in, and codes that sign one in. */
export const SESSIONS_PARTITION = partitionsOf('session');
export const CODE_PARTITIONS = partitionsOf('signInCode');
export const IDEMPOTENCY_PARTITIONS = partitionsOf('idempotencyRecord');
export const RECORD_ACTIONS = ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] as const;

/** Calls of each API key. */
export const CALLS_PARTITIONS = partitionsOf('callCount');
export const COUNT_ACTIONS = ['dynamodb:UpdateItem'] as const;

/** Webhooks with their secrets, and what was sent to them. */
export const WEBHOOKS_PARTITION = partitionsOf('webhook');
export const DELIVERY_PARTITIONS = partitionsOf('delivery');
export const WEBHOOK_ACTIONS = ['dynamodb:GetItem', 'dynamodb:Query'] as const;
export const DELIVERY_ACTIONS = [
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
] as const;

/** Hashes of the passwords with which senders hand in mail by SMTP. */
export const SMTP_PASSWORDS_PARTITION = partitionsOf('smtpPassword');

/** Keys that sign the links to unsubscribe. */
export const LINK_KEYS_PARTITION = partitionsOf('unsubscribeKey');
export const LINK_KEY_ACCESS = {
  read: ['dynamodb:GetItem'],
  /** Also makes a key that is missing. */
  make: ['dynamodb:GetItem', 'dynamodb:PutItem'],
} as const;
export type LinkKeyAccess = keyof typeof LINK_KEY_ACCESS;

/** How the scopes of exclusions from a domain's bulk mail begin. */
const DOMAIN_SCOPES = 'D#';
/** Partitions of Audience that an unsubscribe writes: its row, its place in the listing, its log, its domain. */
export const UNSUBSCRIBE_PARTITIONS = [
  partitionsOf('suppression', DOMAIN_SCOPES),
  partitionsOf('suppressionListing'),
  partitionsOf('exclusion', DOMAIN_SCOPES),
  partitionsOf('suppressionDomain'),
];
export const UNSUBSCRIBE_ACTIONS = [
  'dynamodb:BatchGetItem',
  'dynamodb:DeleteItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
] as const;

/** Exports, and the marks of the unfinished ones. */
export const EXPORTS_PARTITION = partitionsOf('export');
export const OPEN_EXPORTS_PARTITION = partitionsOf('openExport');
export const EXPORT_ACCESS = {
  /** Makes one, beside its right to read Mail. */
  make: ['dynamodb:PutItem'],
  /** Brings one to its end, beside the same. */
  write: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
  /** Sees which are unfinished, and nothing else of Mail. */
  remind: ['dynamodb:Query'],
} as const;
export type ExportAccess = keyof typeof EXPORT_ACCESS;

/** What may be done with the objects under a prefix. */
export const OBJECT_ACCESS = {
  read: ['s3:GetObject'],
  add: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
  /** Removes what the key is known of, and sees nothing of it. */
  remove: ['s3:DeleteObject'],
  write: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'],
} as const;
export type ObjectAccess = keyof typeof OBJECT_ACCESS;

/** First part of the keys in the bucket. `runs`: snapshots of audience and content; `import-errors`: bad rows. */
export type ObjectPrefix = 'runs' | 'attachments' | 'templates' | 'imports' | 'import-errors' | 'exports';

/** The generated text becomes a key by its prefix, which Secrets Manager cannot generate. */
export const FIRST_KEY_ACCESS = {
  read: ['secretsmanager:GetSecretValue'],
  complete: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
} as const;

/** Reads the text from which secrets of keys are derived. */
export const MASTER_ACTIONS = ['secretsmanager:GetSecretValue'] as const;

/** Queues of the stack. */
export type QueueName = 'send' | 'start' | 'import' | 'exports' | 'events' | 'notices';

export interface Permissions {
  readonly tables: Partial<Record<TableName, TableAccess>>;
  readonly objects?: Partial<Record<ObjectPrefix, ObjectAccess>>;
  /** Whether it keeps idempotency records in Content, and writes nothing else there. */
  readonly records?: boolean;
  /** Whether it counts the calls of API keys in Content, and writes nothing else there but what the rest says. */
  readonly counts?: boolean;
  /** What it may do with the keys of links to unsubscribe, which are refused to all others that see Content. */
  readonly linkKeys?: LinkKeyAccess;
  /** Whether it writes and takes back unsubscribes from a domain, and sees nothing else of Audience. */
  readonly unsubscribes?: boolean;
  /** What it may do with exports, which lie in Mail. */
  readonly exports?: ExportAccess;
  /** Queues that it sends to. */
  readonly sendsTo?: readonly QueueName[];
  /**
   * Whether it reads webhooks, of all that lies in Content, or also writes down what was sent to them, or sees nothing
   * but the keys of the deliveries that are due; or makes and removes them, with its rights to the rest of Content.
   */
  readonly webhooks?: 'read' | 'deliver' | 'remind' | 'manage';
  /** Whether it makes and removes one-time schedules. */
  readonly schedules?: boolean;
  /** Whether it hands mails over to SES. */
  readonly mails?: boolean;
  /** Whether it hands over test mails by the sender's function, which it may invoke. */
  readonly invokesSender?: boolean;
  /** Whether it asks how many functions the account may run at once. */
  readonly concurrency?: boolean;
  /** Whether it decides if the tables can be deleted. */
  readonly protection?: boolean;
  /** Whether it asks which tables these are: restored ones are others, and held. */
  readonly identity?: boolean;
  /** Whether it makes, adopts and removes SES identities. */
  readonly identities?: boolean;
  /** Whether it may write API keys. Other writers of Content are refused just these. */
  readonly apiKeys?: boolean;
  /** What it may do with the SMTP passwords of senders, which are refused to all others that see Content. */
  readonly smtpPasswords?: 'read' | 'manage';
  /** Whether it signs browsers in and out. */
  readonly sessions?: boolean;
  /** Whether it reads the secret with the first API key, or also completes it. */
  readonly firstApiKey?: keyof typeof FIRST_KEY_ACCESS;
  /** Whether it reads the text from which the secrets of signing keys are derived. */
  readonly credentialMaster?: boolean;
}

/** The rights of each function: the roles are made from this table, and the tests compare them with it. */
export const PERMISSIONS: Readonly<Record<FunctionName, Permissions>> = {
  // Every API function reads API keys, counts their calls and keeps idempotency records, all in Content.
  tasks: {
    // Its user may delete a task.
    tables: { Campaigns: 'write', Audience: 'read', WarmUp: 'update', Content: 'read', Mail: 'update' },
    records: true,
    counts: true,
    // Whether a file for the list has arrived.
    objects: { runs: 'read', attachments: 'add', templates: 'read', imports: 'read' },
    sendsTo: ['send', 'start', 'notices'],
    schedules: true,
    // Test sends and transactional mails.
    mails: true,
    invokesSender: true,
    concurrency: true,
    identity: true,
  },
  domains: {
    // A new plan frees parked runs: it changes their rows and sends them a token. Senders lie in Content.
    tables: { Campaigns: 'update', WarmUp: 'write', Content: 'write' },
    smtpPasswords: 'manage',
    sendsTo: ['send', 'notices'],
    identities: true,
  },
  audience: {
    // It erases a person, with the mails to them.
    tables: { Campaigns: 'read', Audience: 'write', Content: 'read', Mail: 'write' },
    records: true,
    counts: true,
    // It writes links to unsubscribe for mails that are not written here.
    linkKeys: 'make',
    // The addresses for files that it gives away carry its own rights.
    objects: { imports: 'add', 'import-errors': 'read' },
  },
  // A preview may be for a recipient of a list.
  content: { tables: { Campaigns: 'read', Audience: 'read', Content: 'write' }, objects: { templates: 'write' } },
  // It asks the notifier to send a test event, or a delivery again.
  access: {
    tables: { Content: 'write' },
    apiKeys: true,
    sessions: true,
    webhooks: 'manage',
    sendsTo: ['notices'],
    // It shows the secret of a new signing key.
    credentialMaster: true,
  },
  starter: {
    // Mail: a retry of the unknown looks who has the mail.
    tables: { Campaigns: 'update', Audience: 'read', WarmUp: 'read', Content: 'read', Mail: 'read' },
    objects: { runs: 'add', templates: 'read', imports: 'read' },
    sendsTo: ['send', 'start', 'notices'],
    schedules: true,
  },
  sender: {
    tables: { Campaigns: 'update', Audience: 'read', WarmUp: 'update', Mail: 'read' },
    linkKeys: 'make',
    objects: { runs: 'read', attachments: 'read' },
    sendsTo: ['send', 'start', 'notices'],
    schedules: true,
    mails: true,
    identity: true,
  },
  // It wakes the runs that wait for a list.
  importer: {
    tables: { Campaigns: 'read', Audience: 'write' },
    objects: { imports: 'read', 'import-errors': 'write' },
    sendsTo: ['start', 'import'],
  },
  // It reads what people may read, and writes nothing but files.
  exporter: {
    tables: { Campaigns: 'read', Audience: 'read', WarmUp: 'read', Mail: 'read' },
    exports: 'write',
    objects: { runs: 'read', exports: 'add' },
    sendsTo: ['exports'],
  },
  // It only sends hints: their receivers look again and decide. It also empties deleted lists, and forgets the runs of
  // deleted tasks and old ones.
  reconciler: {
    // It reports the quota that the sending domains have left today.
    tables: { Campaigns: 'write', Audience: 'write', WarmUp: 'read' },
    objects: { imports: 'read', runs: 'remove', attachments: 'remove' },
    webhooks: 'remind',
    exports: 'remind',
    sendsTo: ['send', 'start', 'import', 'exports', 'notices'],
    schedules: true,
  },
  // Anybody may call it: it can do what a link stands for, and read no list.
  public: { tables: {}, linkKeys: 'read', unsubscribes: true, sendsTo: ['events'] },
  // It says in which lists somebody is, and exports lists.
  insight: {
    tables: { Campaigns: 'read', Audience: 'read', WarmUp: 'read', Content: 'read', Mail: 'read' },
    records: true,
    counts: true,
    exports: 'make',
    // The addresses of files that it gives away carry its own rights.
    objects: { runs: 'read', exports: 'read' },
    sendsTo: ['exports'],
  },
  // A level that rises frees parked runs: it changes their rows and sends them a token.
  recorder: {
    tables: { Campaigns: 'update', Audience: 'update', WarmUp: 'update', Mail: 'update' },
    webhooks: 'read',
    sendsTo: ['send', 'notices'],
  },
  // It speaks with servers of others: it sees nothing but webhooks.
  notifier: { tables: {}, webhooks: 'deliver', sendsTo: ['notices'] },
  'key-seeder': { tables: { Content: 'update' }, apiKeys: true, firstApiKey: 'complete' },
  // It calls the API over HTTPS as any user does.
  'self-test': { tables: {}, firstApiKey: 'read' },
  // It reads and writes no item.
  'table-protector': { tables: {}, protection: true },
  // It hands out files that lie in its own code.
  console: { tables: {} },
  // The calls of several functions, in the words of another product.
  tencent: {
    tables: { Campaigns: 'update', Audience: 'write', WarmUp: 'write', Content: 'write', Mail: 'update' },
    objects: { runs: 'read', attachments: 'add', templates: 'write', imports: 'read' },
    linkKeys: 'make',
    smtpPasswords: 'manage',
    sendsTo: ['send', 'start', 'notices'],
    schedules: true,
    mails: true,
    identity: true,
    identities: true,
    credentialMaster: true,
  },
};

/** The rights of the container that takes in mail by SMTP, where there is one. */
export const SUBMISSION_PERMISSIONS: Permissions = {
  tables: { Audience: 'read', WarmUp: 'update', Content: 'read', Mail: 'update' },
  smtpPasswords: 'read',
  mails: true,
  identity: true,
};
