import { Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { NO_MASTER } from '../lambdas/access/env.ts';
import type { ConfigurationSets } from './configuration-sets.ts';
import type { Objects } from './objects.ts';
import type { FunctionName } from './permissions.ts';
import type { Queues } from './queues.ts';
import type { Settings } from './settings.ts';
import type { Tables } from './tables.ts';
import type { TaskSchedules } from './task-schedules.ts';
import { versionOfProduct } from './version.ts';

/** The functions made so far, by name: who calls another one is made after it. */
export type Functions = Map<FunctionName, IFunction>;

/** Throws when a function is made in the wrong order. */
export function madeBefore(functions: Functions, name: FunctionName): IFunction {
  const made = functions.get(name);
  if (made === undefined) throw new Error(`the function ${name} must be made before those that call it`);
  return made;
}

/** What functions work on. */
export interface Resources {
  readonly tables: Tables;
  readonly objects: Objects;
  readonly queues: Queues;
  readonly schedules: TaskSchedules;
  readonly firstApiKey: ISecret;
  /** From which the secrets of signing keys are derived; null in a stack without the endpoint for them. */
  readonly credentialMaster: ISecret | null;
  readonly functions: Functions;
  readonly configurationSets: ConfigurationSets;
  /** Value of the tag `mailramp` on the SES identities of this stack. */
  readonly identityTag: string;
  /** ARN of an SES identity up to its name. */
  readonly identityArnPrefix: string;
  /** Where the API is reached, without a slash at the end. */
  readonly publicUrl: string;
  readonly settings: Settings;
}

const poolsOf = (sets: ConfigurationSets): string =>
  Stack.of(sets).toJsonString(
    Object.fromEntries(Object.entries(sets.byPool).map(([pool, set]) => [pool, set.configurationSetName])),
  );

/** Every variable that a function can ask for in its `env.ts`; a name that is not here does not compile. */
const variablesOf = (resources: Resources) => ({
  CAMPAIGNS_TABLE: resources.tables.byName.Campaigns.tableName,
  AUDIENCE_TABLE: resources.tables.byName.Audience.tableName,
  WARM_UP_TABLE: resources.tables.byName.WarmUp.tableName,
  CONTENT_TABLE: resources.tables.byName.Content.tableName,
  MAIL_TABLE: resources.tables.byName.Mail.tableName,
  BUCKET: resources.objects.bucket.bucketName,
  UPLOAD_ORIGIN: resources.objects.origin,
  SEND_QUEUE_URL: resources.queues.send.queueUrl,
  SEND_QUEUE_ARN: resources.queues.send.queueArn,
  START_QUEUE_URL: resources.queues.start.queueUrl,
  START_QUEUE_ARN: resources.queues.start.queueArn,
  IMPORT_QUEUE_URL: resources.queues.import.queueUrl,
  EXPORT_QUEUE_URL: resources.queues.exports.queueUrl,
  NOTICE_QUEUE_URL: resources.queues.notices.queueUrl,
  EVENT_QUEUE_URL: resources.queues.events.queueUrl,
  SCHEDULE_GROUP: resources.schedules.group.scheduleGroupName,
  SCHEDULE_ROLE_ARN: resources.schedules.role.roleArn,
  SCHEDULE_DEAD_LETTERS_ARN: resources.schedules.deadLetters.queueArn,
  CONFIGURATION_SET: resources.configurationSets.shared.configurationSetName,
  /** JSON: the configuration set of each pool of dedicated addresses. */
  SENDING_POOLS: poolsOf(resources.configurationSets),
  CREDENTIAL_MASTER: resources.credentialMaster?.secretArn ?? NO_MASTER,
  API_KEY_SECRET: resources.firstApiKey.secretArn,
  IDENTITY_TAG: resources.identityTag,
  IDENTITY_ARN_PREFIX: resources.identityArnPrefix,
  SEND_RATE: String(resources.settings.sendRate),
  QUOTA_DAY_OFFSET_MINUTES: String(resources.settings.quotaDayOffsetMinutes),
  RUN_RETENTION_DAYS: String(resources.settings.runRetentionDays),
  KEY_REQUEST_RATE: String(resources.settings.keyRequestRate),
  PUBLIC_URL: resources.publicUrl,
  PRODUCT_VERSION: versionOfProduct(),
  SENDER_FUNCTION: resources.functions.get('sender')?.functionName ?? '',
});

type Variable = keyof ReturnType<typeof variablesOf>;

/** The environment of a function: the variables that its `env.ts` names, and no other. */
export function environmentOf<Name extends Variable>(
  names: readonly Name[],
  resources: Resources,
): Record<Name, string> {
  const variables = variablesOf(resources);
  return Object.fromEntries(names.map((name) => [name, variables[name]])) as Record<Name, string>;
}
