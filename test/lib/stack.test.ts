import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { TABLE_DEFINITIONS } from '../../adapters/dynamodb/table-definitions.ts';
import { METRICS_NAMESPACE, type MetricName } from '../../adapters/embedded-metrics.ts';
import { domainScope } from '../../core/audience/exclusion-log.ts';
import {
  API_KEYS,
  deliveriesOf,
  exclusionsOf,
  idempotencyKey,
  SUPPRESSION_DOMAINS,
  SUPPRESSIONS,
  suppressedIn,
  UNSUBSCRIBE_KEYS,
  WEBHOOKS,
} from '../../core/keys.ts';
import {
  API_KEYS_PARTITION,
  FUNCTION_NAMES,
  IDEMPOTENCY_PARTITIONS,
  LINK_KEYS_PARTITION,
  PERMISSIONS,
  type Permissions,
} from '../../lib/permissions.ts';
import { readSettings } from '../../lib/settings.ts';
import { allow, expectedRights, IDENTITIES, line } from './expected-rights.ts';
import { FUNCTION_PATHS, newApp, ROOT, SynthesizedStack } from './synthesized-stack.ts';

const stack = new SynthesizedStack({ 'mailramp:alarmEmail': 'ops@example.com' });

/** Actions for which AWS has no resource to name. */
const WITHOUT_RESOURCE = ['ses:GetAccount'];

describe('roles', () => {
  it.each(FUNCTION_NAMES)('give the function %s what the permission table says and no more', (name) => {
    expect(stack.rightsOf(name).map(line).sort()).toEqual(expectedRights(name, stack));
  });

  it('belong to one function each and carry no policy of AWS', () => {
    const roles = stack.ofType('AWS::Lambda::Function').map(([, { Role }]) => stack.readable(Role));
    expect(new Set(roles).size).toBe(FUNCTION_NAMES.length);
    for (const [, role] of stack.ofType('AWS::IAM::Role')) expect(role.ManagedPolicyArns).toBeUndefined();
  });

  it('have no wildcard in an action, and every resource only where AWS has none to name', () => {
    for (const [policy] of stack.ofType('AWS::IAM::Policy')) {
      for (const right of stack.rights(policy)) {
        expect(right.action).not.toContain('*');
        if (right.resource === '*') expect(WITHOUT_RESOURCE).toContain(right.action);
      }
    }
  });

  it('let mails go out only as identities with the tag of the stack', () => {
    const sending = stack.rightsOf('sender').filter(({ resource }) => resource === IDENTITIES);
    expect(sending).toHaveLength(2);
    for (const { condition } of sending) {
      expect(condition).toEqual({ StringEquals: { 'aws:ResourceTag/mailramp': 'Mailramp' } });
    }
  });

  it('let identities be made or adopted only with the tag of the stack, and removed only with it', () => {
    const conditions = Object.fromEntries(
      stack.rightsOf('domains').map(({ action, condition }) => [action, condition]),
    );
    const tagging = {
      StringEquals: { 'aws:RequestTag/mailramp': 'Mailramp' },
      StringEqualsIfExists: { 'aws:ResourceTag/mailramp': 'Mailramp' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['mailramp'] },
    };
    expect(conditions['ses:CreateEmailIdentity']).toEqual(tagging);
    expect(conditions['ses:TagResource']).toEqual(tagging);
    expect(conditions['ses:DeleteEmailIdentity']).toEqual({ StringEquals: { 'aws:ResourceTag/mailramp': 'Mailramp' } });
  });

  it('let nobody but the access function and the key seeder write an API key', () => {
    expect(API_KEYS_PARTITION).toBe(API_KEYS);
    expect(IDEMPOTENCY_PARTITIONS).toBe(`${idempotencyKey('').pk}*`);
    for (const name of FUNCTION_NAMES) {
      const writes = stack
        .rightsOf(name)
        .filter(({ action, resource }) => resource === 'Tables/Content' && /Put|Update|Delete/.test(action));
      const isBarred = writes.some(({ effect }) => effect === 'Deny');
      const isConfined = writes.every(({ condition }) => condition !== undefined);
      expect({ name, mayWriteKeys: !isBarred && !isConfined }).toEqual({
        name,
        mayWriteKeys: name === 'access' || name === 'key-seeder',
      });
    }
    const barred = stack.rightsOf('content').find(({ effect, action }) => effect === 'Deny' && /Put/.test(action));
    expect(barred?.condition).toEqual({
      'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': [API_KEYS, UNSUBSCRIBE_KEYS, WEBHOOKS] },
    });
    const records = stack
      .rightsOf('tasks')
      .find(({ action, resource }) => /Put/.test(action) && /Content/.test(resource));
    expect(records?.condition).toEqual({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['IDEMPOTENCY#*'] } });
  });

  it('let the public function see the keys of links and unsubscribes of domains, and nothing else', () => {
    const listed = Object.fromEntries(
      stack
        .rightsOf('public')
        .filter(({ resource }) => resource.startsWith('Tables/'))
        .map(({ resource, condition }) => [resource, condition]),
    );
    const scope = domainScope('a.example');
    const partitions = [suppressedIn(scope, '0'), SUPPRESSIONS, exclusionsOf(scope), SUPPRESSION_DOMAINS].map((pk) =>
      pk.replace(/a\.example.*$/, '*'),
    );
    expect(LINK_KEYS_PARTITION).toBe(UNSUBSCRIBE_KEYS);
    expect(listed).toEqual({
      'Tables/Content': { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [UNSUBSCRIBE_KEYS] } },
      'Tables/Audience': { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } },
    });
  });

  it('let nobody read the secrets of webhooks who only looks up an API key', () => {
    const condition = { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': [WEBHOOKS, deliveriesOf('*')] } };
    for (const name of FUNCTION_NAMES) {
      const reads = stack
        .rightsOf(name)
        .filter(({ action, resource }) => resource === 'Tables/Content' && /GetItem|Query/.test(action));
      const isBarred = reads.some(({ effect }) => effect === 'Deny');
      const seesAll = reads.some((right) => right.effect === 'Allow' && right.condition === undefined);
      expect({ name, mayRead: seesAll && !isBarred }).toEqual({
        name,
        mayRead: name === 'access' || name === 'key-seeder',
      });
      for (const right of reads) if (right.effect === 'Deny') expect(right.condition).toEqual(condition);
    }
  });

  it('let the notifier see webhooks and their deliveries, and nothing else', () => {
    const rights = stack.rightsOf('notifier').filter(({ resource }) => resource.startsWith('Tables/'));
    const listed = rights.map(({ action, resource, condition }) => [action, resource, condition]);
    const confined = (partition: string) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [partition] } });
    const deliveries = confined(deliveriesOf('*'));
    expect(listed).toEqual([
      ...['GetItem', 'Query'].map((name) => [`dynamodb:${name}`, 'Tables/Content', confined(WEBHOOKS)]),
      ...['GetItem', 'PutItem', 'Query', 'UpdateItem'].map((name) => [
        `dynamodb:${name}`,
        'Tables/Content',
        deliveries,
      ]),
    ]);
  });

  it('lend the role of the schedules to EventBridge Scheduler only', () => {
    const pass = stack.rightsOf('sender').find(({ action }) => action === 'iam:PassRole');
    expect(pass?.condition).toEqual({ StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } });
  });

  it('confine schedules to the queues, and their role to the schedules of the group', () => {
    expect(stack.rights('TaskSchedules/Role/DefaultPolicy').map(line).sort()).toEqual(
      allow(['sqs:SendMessage'], 'Queues/Send')
        .concat(allow(['sqs:SendMessage'], 'Queues/Start'), allow(['sqs:SendMessage'], 'TaskSchedules/DeadLetters'))
        .sort(),
    );
    const { Statement } = stack.properties('TaskSchedules/Role').AssumeRolePolicyDocument as {
      Statement: unknown[];
    };
    expect(
      JSON.parse(JSON.stringify(Statement), (_, value) =>
        value?.Ref || value?.['Fn::GetAtt'] ? stack.readable(value) : value,
      ),
    ).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '<AccountId>', 'aws:SourceArn': 'TaskSchedules/Group' } },
      },
    ]);
  });
});

describe('functions', () => {
  it('run Node 24 on arm64 and write JSON logs that end', () => {
    for (const [name, properties] of stack.ofType('AWS::Lambda::Function')) {
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(properties.LoggingConfig).toMatchObject({ LogFormat: 'JSON' });
      expect(stack.properties(`${name}Logs`)).toMatchObject({ RetentionInDays: 30 });
    }
  });

  it.each(FUNCTION_NAMES)('%s gets a variable of a table exactly where it may use the table', (name) => {
    const { Variables } = stack.properties(FUNCTION_PATHS[name]).Environment as {
      Variables: Record<string, unknown>;
    };
    const tables = Object.keys(Variables)
      .filter((variable) => variable.endsWith('_TABLE'))
      .map((variable) => stack.readable(Variables[variable]).replace('Tables/', ''));
    const { tables: whole, linkKeys, unsubscribes, webhooks }: Permissions = PERMISSIONS[name];
    const partly = [...(linkKeys || webhooks ? ['Content'] : []), ...(unsubscribes ? ['Audience'] : [])];
    const named = new Set([...Object.keys(whole), ...partly]);
    expect(tables.sort()).toEqual([...named].sort());
  });

  it('of the API end before the gateway gives up', () => {
    for (const name of ['tasks', 'domains', 'audience', 'content', 'access', 'public'] as const) {
      expect(stack.properties(FUNCTION_PATHS[name])).toMatchObject({ Timeout: 29 });
    }
  });

  it('reconcile every five minutes', () => {
    expect(stack.properties('Reconciliation/EveryFiveMinutes')).toMatchObject({
      ScheduleExpression: 'rate(5 minutes)',
    });
  });
});

describe('queues', () => {
  it.each([
    ['Send', 'sender', 20],
    ['Start', 'starter', 10],
    ['Import', 'importer', 5],
    ['Notices', 'notifier', 20],
  ] as const)('%s: six times the time-out of the %s, one message a call, failures one by one', (queue, name, most) => {
    const { Timeout } = stack.properties(FUNCTION_PATHS[name]);
    expect(stack.properties(`Queues/${queue}`)).toMatchObject({ VisibilityTimeout: 6 * Number(Timeout) });
    const sources = stack
      .ofType('AWS::Lambda::EventSourceMapping')
      .filter(([, { EventSourceArn }]) => stack.readable(EventSourceArn) === `Queues/${queue}`);
    expect(sources.map(([, properties]) => properties)).toEqual([
      expect.objectContaining({
        BatchSize: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: most },
      }),
    ]);
  });

  it('keep what failed five times for 14 days', () => {
    for (const queue of ['Send', 'Start', 'Import', 'Notices']) {
      const { deadLetterTargetArn, maxReceiveCount } = stack.properties(`Queues/${queue}`).RedrivePolicy as {
        deadLetterTargetArn: unknown;
        maxReceiveCount: number;
      };
      expect(maxReceiveCount).toBe(5);
      expect(stack.properties(stack.readable(deadLetterTargetArn))).toMatchObject({
        MessageRetentionPeriod: 14 * 86_400,
      });
    }
  });

  it('are encrypted and refuse plain HTTP', () => {
    const refusing = stack
      .ofType('AWS::SQS::QueuePolicy')
      .filter(([, { PolicyDocument }]) => /"Deny".*|SecureTransport":"false"/.test(JSON.stringify(PolicyDocument)))
      .flatMap(([, { Queues }]) => (Queues as unknown[]).map((queue) => stack.readable(queue)));
    const queues = stack.ofType('AWS::SQS::Queue');
    expect(refusing.sort()).toEqual(queues.map(([name]) => name).sort());
    for (const [, properties] of queues) expect(properties).toMatchObject({ SqsManagedSseEnabled: true });
  });
});

describe('mail events', () => {
  it('go from the configuration set over a topic of TLS into the queue, every kind of them', () => {
    const [[, { EventDestination }] = ['', {}]] = stack.ofType('AWS::SES::ConfigurationSetEventDestination');
    const { SnsDestination, MatchingEventTypes } = EventDestination as {
      SnsDestination: { TopicARN: unknown };
      MatchingEventTypes: string[];
    };
    expect(stack.readable(SnsDestination.TopicARN)).toBe('MailEvents/Topic');
    expect(MatchingEventTypes).toEqual(
      expect.arrayContaining(['send', 'delivery', 'bounce', 'complaint', 'reject', 'open', 'click', 'deliveryDelay']),
    );
    const policy = JSON.stringify(stack.properties('MailEvents/Topic/Policy').PolicyDocument);
    expect(policy).toContain('"aws:SecureTransport":"false"');
    expect(policy).toContain('"Service":"ses.amazonaws.com"');
    expect(stack.ofType('AWS::SNS::Subscription').map(([, properties]) => properties)).toContainEqual(
      expect.objectContaining({ Protocol: 'sqs', RawMessageDelivery: true }),
    );
  });

  it('reach the recorder in batches whose failures are told one by one', () => {
    const sources = stack
      .ofType('AWS::Lambda::EventSourceMapping')
      .filter(([, { EventSourceArn }]) => stack.readable(EventSourceArn) === 'Queues/Events');
    expect(sources.map(([, properties]) => properties)).toEqual([
      expect.objectContaining({
        BatchSize: 100,
        MaximumBatchingWindowInSeconds: 5,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      }),
    ]);
    const { Timeout } = stack.properties(FUNCTION_PATHS.recorder);
    expect(stack.properties('Queues/Events')).toMatchObject({ VisibilityTimeout: 6 * Number(Timeout) });
  });
});

describe('data', () => {
  it('has the tables and indexes that the adapter expects', () => {
    for (const [name, { indexes }] of Object.entries(TABLE_DEFINITIONS)) {
      const table = stack.properties(`Tables/${name}`);
      expect(table.KeySchema).toEqual([
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ]);
      const made = (table.GlobalSecondaryIndexes ?? []) as { IndexName: string; KeySchema: unknown }[];
      expect(made.map(({ IndexName, KeySchema }) => [IndexName, KeySchema])).toEqual(
        indexes.map((index) => [
          index,
          [
            { AttributeName: `${index}Pk`, KeyType: 'HASH' },
            { AttributeName: `${index}Sk`, KeyType: 'RANGE' },
          ],
        ]),
      );
      expect(table.TimeToLiveSpecification).toEqual({ AttributeName: 'ttl', Enabled: true });
    }
    expect(stack.ofType('AWS::DynamoDB::GlobalTable')).toHaveLength(Object.keys(TABLE_DEFINITIONS).length);
  });

  it('is on demand, can be restored to any second, and outlives a mistake', () => {
    for (const [name, table] of stack.ofType('AWS::DynamoDB::GlobalTable')) {
      expect(table).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        Replicas: [
          { DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
        ],
      });
      expect(stack.resources.get(name)?.deletionPolicy).toBe('Retain');
    }
    for (const [name] of stack.ofType('AWS::S3::Bucket'))
      expect(stack.resources.get(name)?.deletionPolicy).toBe('Retain');
  });

  it('lies in buckets that are closed to the public, encrypted and tidy', () => {
    for (const [, bucket] of stack.ofType('AWS::S3::Bucket')) {
      expect(bucket.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(bucket.BucketEncryption).toBeDefined();
    }
    expect(stack.properties('Objects/Bucket')).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [
          {
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
          },
          { Prefix: 'imports/', ExpirationInDays: 7 },
          { Prefix: 'import-errors/', ExpirationInDays: 90 },
        ],
      },
    });
  });

  it('lets an upload, and nothing else that is stored, start the importer', () => {
    const { NotificationConfiguration } = stack.properties('Objects/Bucket');
    const { QueueConfigurations, ...others } = NotificationConfiguration as { QueueConfigurations: unknown[] };
    expect(others).toEqual({});
    expect(QueueConfigurations).toEqual([
      {
        Event: 's3:ObjectCreated:*',
        Queue: expect.anything(),
        Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'imports/' }] } },
      },
    ]);
    const { Statement } = stack.properties('Queues/Import/Policy').PolicyDocument as {
      Statement: Record<string, unknown>[];
    };
    const [allowed, ...more] = Statement.filter(({ Effect }) => Effect === 'Allow');
    expect(more).toEqual([]);
    expect(allowed).toMatchObject({
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
  });
});

describe('HTTP API', () => {
  it('hands each capability to its function and the rest to access', () => {
    const targets = stack.ofType('AWS::ApiGatewayV2::Route').map(([, { RouteKey, Target }]) => {
      const integration = stack.properties(stack.readable(Target).replace('integrations/', ''));
      return [RouteKey, stack.readable(integration.IntegrationUri)];
    });
    const below = (resource: string, path: string) => [
      [`ANY ${resource}`, path],
      [`ANY ${resource}/{proxy+}`, path],
    ];
    expect(targets.sort()).toEqual(
      [
        ['$default', 'Api/Access'],
        ...below('/v1/tasks', 'Api/Tasks'),
        ...below('/v1/test-sends', 'Api/Tasks'),
        ...below('/v1/account', 'Api/Tasks'),
        ...below('/v1/domains', 'Api/Domains'),
        ...below('/v1/lists', 'Api/Audience'),
        ...below('/v1/suppressions', 'Api/Audience'),
        ...below('/v1/templates', 'Api/Content'),
        ...below('/v1/senders', 'Api/Domains'),
        ['POST /v1/emails', 'Api/Tasks'],
        ...below('/v1/emails', 'Api/Insight'),
        ...below('/v1/statistics', 'Api/Insight'),
        ['ANY /u/{token}', 'Api/Public'],
      ].sort(),
    );
  });

  it('throttles, logs every request without its path, and answers no other origin', () => {
    const stage = stack.properties('HttpApi/Stage');
    expect(stage.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 });
    const { Format } = stage.AccessLogSettings as { Format: string };
    expect(Format).toContain('$context.routeKey');
    expect(Format).not.toMatch(/\$context\.path|querystring/i);
    expect(stack.properties('HttpApi/Gateway').CorsConfiguration).toBeUndefined();
  });

  it('is found by the outputs, with the first key', () => {
    expect(stack.outputs.sort()).toEqual(['ApiKeySecret', 'ApiUrl', 'SelfTest']);
    expect(stack.properties('FirstApiKey').GenerateSecretString).toEqual({
      ExcludePunctuation: true,
      PasswordLength: 48,
    });
  });
});

describe('alarms', () => {
  const runbook = readFileSync(path.join(ROOT, 'docs/operations.md'), 'utf8');
  const headings = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) =>
    heading?.toLowerCase().replaceAll(' ', '-'),
  );

  it('each link a heading of the runbook, and every heading belongs to an alarm', () => {
    const links = stack
      .ofType('AWS::CloudWatch::Alarm')
      .map(([, { AlarmDescription }]) => /docs\/operations\.md#(\S+)$/.exec(String(AlarmDescription))?.[1]);
    expect([...new Set(links)].sort()).toEqual(headings.sort());
  });

  it('each watch one metric', () => {
    for (const [, { MetricName, Metrics }] of stack.ofType('AWS::CloudWatch::Alarm')) {
      expect([typeof MetricName, Metrics]).toEqual(['string', undefined]);
    }
  });

  it('watch metrics that a function logs', () => {
    const own = stack
      .ofType('AWS::CloudWatch::Alarm')
      .filter(([, { Namespace }]) => Namespace === METRICS_NAMESPACE)
      .map(([, { MetricName, Dimensions }]) => [MetricName, Dimensions]);
    const stackNamed = [{ Name: 'stack', Value: 'Mailramp' }];
    const names: MetricName[] = ['AccountQuotaUsed', 'RunsStalled', 'SchedulesRepaired'];
    expect(own.sort()).toEqual(names.map((name) => [name, stackNamed]));
  });

  it('go to the address of the settings, over TLS, from CloudWatch of this account', () => {
    for (const [, { AlarmActions }] of stack.ofType('AWS::CloudWatch::Alarm')) {
      expect((AlarmActions as unknown[]).map((action) => stack.readable(action))).toEqual(['Alarms/Topic']);
    }
    const subscriptions = stack
      .ofType('AWS::SNS::Subscription')
      .map(([, { Protocol, Endpoint }]) => [Protocol, Endpoint]);
    expect(subscriptions).toContainEqual(['email', 'ops@example.com']);
    const policy = JSON.stringify(stack.properties('Alarms/Topic/Policy').PolicyDocument);
    expect(policy).toContain('"aws:SecureTransport":"false"');
    expect(policy).toContain('"Service":"cloudwatch.amazonaws.com"');
  });
});

describe('the dashboard', () => {
  it('shows what is sent, parked, left and used, and how old the oldest token is', () => {
    const [[, { DashboardBody }] = ['', {}]] = stack.ofType('AWS::CloudWatch::Dashboard');
    const body = JSON.stringify(DashboardBody);
    for (const name of [
      'Sent',
      'Parked',
      'QuotaLeft',
      'AccountQuotaUsed',
      'ApproximateAgeOfOldestMessage',
      'PERIOD(sent)',
    ])
      expect(body).toContain(name);
  });
});

describe('optional settings', () => {
  const zone = new SynthesizedStack({
    'mailramp:apiDomain': 'mail.example.com',
    'mailramp:apiHostedZoneId': 'Z123',
    'mailramp:sendingPools': 'news, promotions',
  });

  it('give the API and the links to unsubscribe a host name, with certificate and record', () => {
    expect(zone.properties('HttpApi/Domain/Certificate')).toMatchObject({
      DomainName: 'mail.example.com',
      DomainValidationOptions: [{ DomainName: 'mail.example.com', HostedZoneId: 'Z123' }],
    });
    const records = zone
      .ofType('AWS::Route53::RecordSet')
      .map(([, { Name, Type, HostedZoneId }]) => [Name, Type, HostedZoneId]);
    expect(records).toEqual(['A', 'AAAA'].map((type) => ['mail.example.com', type, 'Z123']));
    expect(zone.ofType('AWS::ApiGatewayV2::ApiMapping')).toHaveLength(1);
    const { Variables } = zone.properties(FUNCTION_PATHS.sender).Environment as { Variables: Record<string, unknown> };
    expect(Variables.PUBLIC_URL).toBe('https://mail.example.com');
  });

  it('say what a record elsewhere has to point to', () => {
    const elsewhere = new SynthesizedStack({
      'mailramp:apiDomain': 'mail.example.com',
      'mailramp:apiCertificateArn': 'arn:aws:acm:eu-west-1:123456789012:certificate/1',
    });
    expect(elsewhere.outputs).toContain('ApiDomainTarget');
    expect(elsewhere.ofType('AWS::Route53::RecordSet')).toEqual([]);
    expect(elsewhere.ofType('AWS::CertificateManager::Certificate')).toEqual([]);
  });

  it('make a configuration set for each pool of dedicated addresses, with the same events, and let the sender use no other', () => {
    const sets = zone
      .ofType('AWS::SES::ConfigurationSet')
      .map(([path, { DeliveryOptions }]) => [path, DeliveryOptions]);
    expect(sets).toEqual([
      ['ConfigurationSets/Shared', undefined],
      ['ConfigurationSets/news', { SendingPoolName: 'news' }],
      ['ConfigurationSets/promotions', { SendingPoolName: 'promotions' }],
    ]);
    expect(zone.ofType('AWS::SES::ConfigurationSetEventDestination')).toHaveLength(3);
    const used = zone
      .rightsOf('sender')
      .filter(({ action, resource }) => action === 'ses:SendEmail' && resource.includes('configuration-set/'))
      .map(({ resource }) => resource.split('configuration-set/')[1]);
    expect(used).toEqual(sets.map(([path]) => path));
  });

  it('leave nothing to cdk-nag', () => {
    expect(new AwsSolutionsChecks(zone.app).validateScope(zone.stack).violations).toEqual([]);
  });
});

describe('cdk-nag', () => {
  it('finds nothing in the stack that is not acknowledged', () => {
    expect(new AwsSolutionsChecks(stack.app).validateScope(stack.stack).violations).toEqual([]);
  });

  it('finds what is wrong in another', () => {
    const other = new Stack(new App(), 'Other');
    new Bucket(other, 'Open');
    expect(new AwsSolutionsChecks(other).validateScope(other).violations).not.toEqual([]);
  });

  it('is told a reason for each acknowledgement', () => {
    const reasons = stack.stack.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.values(data as Record<string, { reason?: string } | string>))
      .map((entry) => (typeof entry === 'string' ? entry : entry.reason));
    expect(reasons.length).toBeGreaterThan(0);
    for (const reason of reasons) expect(reason).toMatch(/^.{20,}\.$/);
  });
});

describe('readSettings', () => {
  const settingsOf = (settings: Record<string, unknown>) => readSettings(newApp(settings).node);

  it('needs none to be filled in', () => {
    expect(readSettings(new App().node)).toEqual(settingsOf({}));
  });

  it('takes text from the command line for numbers and truth values', () => {
    expect(settingsOf({ 'mailramp:sendRate': '14', 'mailramp:retainData': 'false' })).toMatchObject({
      sendRate: 14,
      retainData: false,
    });
  });

  it.each([
    ['sendRate', 0],
    ['sendRate', 10_001],
    ['sendRate', 'fast'],
    ['quotaDayOffsetMinutes', -721],
    ['quotaDayOffsetMinutes', 841],
    ['senderConcurrency', 1],
    ['senderConcurrency', 1001],
    ['logRetentionDays', 2],
    ['alarmEmail', 'nobody'],
    ['apiDomain', 'https://mail.example.com'],
    ['apiDomain', 'mail.example.com'],
    ['apiHostedZoneId', 'Z1'],
    ['apiCertificateArn', 'my certificate'],
    ['sendingPools', 'news promotions'],
    ['retainData', 'perhaps'],
    ['stackName', '1st'],
    ['sendrate', 14],
  ])('refuses %s = %s by name', (name, value) => {
    expect(() => settingsOf({ [`mailramp:${name}`]: value })).toThrow(new RegExp(name));
  });
});
