import { describe, expect, it } from '@jest/globals';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { TABLE_DEFINITIONS } from '../../adapters/dynamodb/table-definitions.ts';
import { FUNCTION_NAMES, PERMISSIONS, type Permissions } from '../../lib/permissions.ts';
import { FUNCTION_PATHS, SynthesizedStack } from './synthesized-stack.ts';

const stack = new SynthesizedStack({ 'mailramp:alarmEmail': 'ops@example.com' });
const OWN_DOMAIN = { 'mailramp:apiDomain': 'mail.example.com', 'mailramp:apiHostedZoneId': 'Z123' };

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
    const { tables: whole, linkKeys, unsubscribes, exports, webhooks }: Permissions = PERMISSIONS[name];
    const partly = [
      ...(linkKeys || webhooks ? ['Content'] : []),
      ...(unsubscribes ? ['Audience'] : []),
      ...(exports ? ['Mail'] : []),
    ];
    const named = new Set([...Object.keys(whole), ...partly]);
    expect(tables.sort()).toEqual([...named].sort());
  });

  it('of the API end before the gateway gives up', () => {
    for (const name of ['tasks', 'domains', 'audience', 'content', 'access', 'public'] as const) {
      expect(stack.properties(FUNCTION_PATHS[name])).toMatchObject({ Timeout: 29 });
    }
  });

  it('of the console is small, and knows nothing but where files go', () => {
    const { Environment, ...shape } = stack.properties(FUNCTION_PATHS.console);
    expect(shape).toMatchObject({ MemorySize: 256, Timeout: 5 });
    const { Variables } = Environment as { Variables: Record<string, unknown> };
    expect(Object.keys(Variables).sort()).toEqual(['STACK_NAME', 'UPLOAD_ORIGIN']);
    expect(stack.readable(Variables.UPLOAD_ORIGIN)).toBe('https://Objects/Bucket.s3.<Region>.<URLSuffix>');
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
    ['Exports', 'exporter', 3],
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

  it.each([
    ['Send', 5],
    ['Start', 5],
    ['Import', 5],
    ['Exports', 5],
    ['Notices', 20],
    ['Events', 20],
  ])('%s: keeps what failed %d times for 14 days', (queue, times) => {
    const { deadLetterTargetArn, maxReceiveCount } = stack.properties(`Queues/${queue}`).RedrivePolicy as {
      deadLetterTargetArn: unknown;
      maxReceiveCount: number;
    };
    expect(maxReceiveCount).toBe(times);
    expect(stack.properties(stack.readable(deadLetterTargetArn))).toMatchObject({
      MessageRetentionPeriod: 14 * 86_400,
    });
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
  it("come from sets that leave suppressing to the product's own list", () => {
    for (const [, { SuppressionOptions }] of stack.ofType('AWS::SES::ConfigurationSet')) {
      expect(SuppressionOptions).toEqual({ SuppressedReasons: [] });
    }
  });

  it('go from the configuration set over a topic of TLS into the queue, every kind but what the answer of the call says', () => {
    const [[, { EventDestination }] = ['', {}]] = stack.ofType('AWS::SES::ConfigurationSetEventDestination');
    const { SnsDestination, MatchingEventTypes } = EventDestination as {
      SnsDestination: { TopicARN: unknown };
      MatchingEventTypes: string[];
    };
    expect(stack.readable(SnsDestination.TopicARN)).toBe('MailEvents/Topic');
    expect(MatchingEventTypes).toEqual(
      expect.arrayContaining(['delivery', 'bounce', 'complaint', 'reject', 'open', 'click', 'deliveryDelay']),
    );
    expect(MatchingEventTypes).not.toContain('send');
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
        BatchSize: 90,
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
        Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
      });
      expect(stack.resources.get(name)?.updateReplacePolicy).toBe('Retain');
    }
    for (const [name] of stack.ofType('AWS::S3::Bucket'))
      expect(stack.resources.get(name)?.updateReplacePolicy).toBe('Retain');
  });

  it('is taken back by a first deployment that fails, and kept ever after', () => {
    const kept = [...stack.ofType('AWS::DynamoDB::GlobalTable'), ...stack.ofType('AWS::S3::Bucket')];
    expect(kept).toHaveLength(7);
    for (const [name] of kept) expect(stack.resources.get(name)?.deletionPolicy).toBe('RetainExceptOnCreate');
  });

  it('is protected against deletion by the last step of a deployment, not by a table that could block the way back', () => {
    for (const [, { Replicas }] of stack.ofType('AWS::DynamoDB::GlobalTable')) {
      expect(JSON.stringify(Replicas)).not.toContain('DeletionProtection');
    }
    const { Tables, Protected } = stack.properties('TableProtection/Protection');
    expect((Tables as unknown[]).map((table) => stack.readable(table)).sort()).toEqual(
      stack
        .ofType('AWS::DynamoDB::GlobalTable')
        .map(([name]) => name)
        .sort(),
    );
    expect(Protected).toBe(true);
    const before = new Set(stack.resources.get('TableProtection/Protection')?.dependsOn);
    const others = [...stack.resources.keys()].filter((name) => !name.startsWith('TableProtection/'));
    expect(others.filter((name) => !before.has(name))).toEqual([]);
  });

  it('of a throw-away stack is given free', () => {
    const throwAway = new SynthesizedStack({ 'mailramp:retainData': 'false' });
    expect(throwAway.properties('TableProtection/Protection').Protected).toBe(false);
    for (const [name] of throwAway.ofType('AWS::DynamoDB::GlobalTable')) {
      expect(throwAway.resources.get(name)?.deletionPolicy).toBe('Delete');
    }
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
          {
            Prefix: 'imports/',
            ExpirationInDays: 7,
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
          },
          { Prefix: 'import-errors/', ExpirationInDays: 90 },
          {
            Prefix: 'exports/',
            ExpirationInDays: 7,
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
          },
        ],
      },
    });
  });

  it.each([
    ['the host of the API', {}, []],
    ['and the own host name', OWN_DOMAIN, ['https://mail.example.com']],
  ])('takes files from pages of %s alone', (_, settings, more) => {
    const it = new SynthesizedStack(settings);
    const { CorsConfiguration } = it.properties('Objects/Bucket') as {
      CorsConfiguration: { CorsRules: { AllowedOrigins: unknown[] }[] };
    };
    const [{ AllowedOrigins, ...rule } = { AllowedOrigins: [] }, ...others] = CorsConfiguration.CorsRules;
    expect(others).toEqual([]);
    expect(rule).toEqual({ AllowedMethods: ['PUT', 'GET'], AllowedHeaders: ['content-type'] });
    expect(AllowedOrigins.map((origin) => it.readable(origin))).toEqual([...more, 'HttpApi/Gateway']);
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
        ...below('/v1/overview', 'Api/Tasks'),
        ...below('/v1/test-sends', 'Api/Tasks'),
        ...below('/v1/submissions', 'Api/Tasks'),
        ...below('/v1/account', 'Api/Tasks'),
        ...below('/v1/domains', 'Api/Domains'),
        ...below('/v1/lists', 'Api/Audience'),
        ...below('/v1/suppressions', 'Api/Audience'),
        ...below('/v1/erasures', 'Api/Audience'),
        ...below('/v1/templates', 'Api/Content'),
        ...below('/v1/senders', 'Api/Domains'),
        ...below('/v1/test-recipients', 'Api/Domains'),
        ['POST /v1/domains/{domain}/forecast', 'Api/Tasks'],
        ['POST /v1/emails', 'Api/Tasks'],
        ...below('/v1/emails', 'Api/Insight'),
        ...below('/v1/people', 'Api/Insight'),
        ...below('/v1/statistics', 'Api/Insight'),
        ...below('/v1/exports', 'Api/Insight'),
        ['ANY /u/{token}', 'Api/Public'],
        ['ANY /', 'Tencent/Calls'],
        ['GET /console', 'Console/Server'],
        ['GET /console/{proxy+}', 'Console/Server'],
      ].sort(),
    );
  });

  it('throttles, logs every request without its path, and answers no other origin', () => {
    const stage = stack.properties('HttpApi/Stage');
    expect(stage.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 });
    expect(stage.RouteSettings).toEqual({
      'ANY /u/{token}': { ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 1000 },
    });
    const { Format } = stage.AccessLogSettings as { Format: string };
    expect(Format).toContain('$context.routeKey');
    expect(Format).not.toMatch(/\$context\.path|querystring/i);
    expect(stack.properties('HttpApi/Gateway').CorsConfiguration).toBeUndefined();
  });

  it('is found by the outputs, with the first key', () => {
    expect(stack.outputs.sort()).toEqual(['ApiKeySecret', 'ApiUrl', 'ConsoleUrl', 'SelfTest']);
    expect(stack.properties('FirstApiKey').GenerateSecretString).toEqual({
      ExcludePunctuation: true,
      PasswordLength: 48,
    });
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
