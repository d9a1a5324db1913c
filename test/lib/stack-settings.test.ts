import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readSettings, WrongSettings } from '../../lib/settings.ts';
import { IDENTITIES } from './expected-rights.ts';
import { FUNCTION_PATHS, newApp, ROOT, SynthesizedStack } from './synthesized-stack.ts';

const stacks = new Map<string, SynthesizedStack>();

/** The stack with some settings, synthesized once. */
function stackWith(context: Record<string, unknown>): SynthesizedStack {
  const key = JSON.stringify(context);
  const stack = stacks.get(key) ?? new SynthesizedStack(context);
  stacks.set(key, stack);
  return stack;
}

describe('the maxima of the event sources', () => {
  const maximaOf = (context: Record<string, unknown>) =>
    Object.fromEntries(
      stackWith(context)
        .ofType('AWS::Lambda::EventSourceMapping')
        .map(([path, { ScalingConfig }]) => [
          path.split('/')[0],
          (ScalingConfig as { MaximumConcurrency: number }).MaximumConcurrency,
        ]),
    );
  const sum = (maxima: Record<string, number>) => Object.values(maxima).reduce((total, n) => total + n, 0);

  it('follow the send rate where the account allows it', () => {
    expect(maximaOf({ 'mailramp:sendRate': 5000 })).toMatchObject({
      Sending: 100,
      MailEvents: 50,
      Notifying: 20,
      Starting: 10,
    });
    expect(maximaOf({ 'mailramp:sendRate': 14 })).toMatchObject({ Sending: 20, MailEvents: 2 });
    expect(maximaOf({ 'mailramp:sendRate': 14, 'mailramp:senderConcurrency': 7 })).toMatchObject({ Sending: 7 });
  });

  it('leave the API its share of the account', () => {
    expect(sum(maximaOf({ 'mailramp:lambdaConcurrency': 50 }))).toBeLessThanOrEqual(35);
    expect(sum(maximaOf({ 'mailramp:lambdaConcurrency': 20 }))).toBeLessThanOrEqual(14);
    // AWS takes no maximum below two. Starts, imports and exports are rare, so that three queues share a new account
    // with calls.
    expect(maximaOf({ 'mailramp:lambdaConcurrency': 10 })).toEqual({
      Sending: 2,
      Starting: 2,
      Importing: 2,
      Exporting: 2,
      MailEvents: 2,
      Notifying: 2,
    });
  });
});

describe('the sender', () => {
  it('is small at every rate, since it mostly waits', () => {
    const memoryOf = (sendRate: number) =>
      stackWith({ 'mailramp:sendRate': sendRate })
        .ofType('AWS::Lambda::Function')
        .flatMap(([path, { MemorySize }]) => (path === 'Sending/Sender' ? [MemorySize] : []));
    expect(memoryOf(14)).toEqual([512]);
    expect(memoryOf(5_000)).toEqual([512]);
  });
});

describe('the table of mails', () => {
  const warmOf = (sendRate: number, warmThroughput?: number) =>
    stackWith({ 'mailramp:sendRate': sendRate, 'mailramp:warmThroughput': warmThroughput })
      .ofType('AWS::DynamoDB::GlobalTable')
      .flatMap(([path, { WarmThroughput }]) => (WarmThroughput === undefined ? [] : [[path, WarmThroughput]]));

  it('is made for the events of the send rate, where that is more than a new table takes', () => {
    expect(warmOf(5_000)).toEqual([['Tables/Mail', { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 20_000 }]]);
    expect(warmOf(1_000)).toEqual([]);
  });

  it('is warmed by the setting too, as is that of the audience, and keeps what its send rate needs', () => {
    const units = (writes: number) => ({ ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: writes });
    expect(Object.fromEntries(warmOf(5_000, 12_000))).toEqual({
      'Tables/Audience': units(12_000),
      'Tables/Mail': units(20_000),
    });
    expect(Object.fromEntries(warmOf(1_000, 12_000))).toEqual({
      'Tables/Audience': units(12_000),
      'Tables/Mail': units(12_000),
    });
  });
});

describe('optional settings', () => {
  const zone = new SynthesizedStack({
    'mailramp:apiDomain': 'mail.example.com',
    'mailramp:apiHostedZoneId': 'Z123',
    'mailramp:sendingPools': 'news, promotions',
    'mailramp:trackingDomain': 'click.example.com',
    'mailramp:sendAsAnyIdentity': 'true',
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

  it('have mails handed over by TLS only, where a receiver without it may miss them', () => {
    const policies = (settings: Record<string, unknown>) =>
      new SynthesizedStack({ 'mailramp:sendingPools': 'news', ...settings })
        .ofType('AWS::SES::ConfigurationSet')
        .map(([, { DeliveryOptions }]) => (DeliveryOptions as { TlsPolicy?: string } | undefined)?.TlsPolicy);
    expect(policies({})).toEqual([undefined, undefined]);
    expect(policies({ 'mailramp:requireTls': 'true' })).toEqual(['REQUIRE', 'REQUIRE']);
  });

  it("lead tracked links over a host name of one's own, by TLS only", () => {
    for (const [, { TrackingOptions }] of zone.ofType('AWS::SES::ConfigurationSet')) {
      expect(TrackingOptions).toEqual({ CustomRedirectDomain: 'click.example.com', HttpsPolicy: 'REQUIRE' });
    }
    for (const [, { TrackingOptions }] of new SynthesizedStack().ofType('AWS::SES::ConfigurationSet')) {
      expect(TrackingOptions).toBeUndefined();
    }
  });

  it('let the sender use every identity of the account, for one in the sandbox', () => {
    const sending = zone.rightsOf('sender').filter(({ resource }) => resource === IDENTITIES);
    expect(sending.map(({ action, condition }) => [action, condition])).toEqual([
      ['ses:SendEmail', undefined],
      ['ses:SendRawEmail', undefined],
    ]);
  });

  it('leave nothing to cdk-nag', () => {
    expect(new AwsSolutionsChecks(zone.app).validateScope(zone.stack).violations).toEqual([]);
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
    ['lambdaConcurrency', 9],
    ['warmThroughput', 3_999],
    ['warmThroughput', 40_001],
    ['warmThroughput', 'much'],
    ['logRetentionDays', 2],
    ['alarmEmail', 'nobody'],
    ['apiDomain', 'https://mail.example.com'],
    ['apiDomain', 'mail.example.com'],
    ['apiHostedZoneId', 'Z1'],
    ['apiCertificateArn', 'my certificate'],
    ['sendingPools', 'news promotions'],
    ['retainData', 'perhaps'],
    ['alarms', 'some'],
    ['runRetentionDays', 3],
    ['runRetentionDays', 4_000],
    ['runRetentionDays', 'long'],
    ['dashboard', 'perhaps'],
    ['sendAsAnyIdentity', 'perhaps'],
    ['requireTls', 'perhaps'],
    ['docsUrl', 'http://docs.example.com'],
    ['docsUrl', 'https://docs.example.com/'],
    ['apiRequestRate', 0],
    ['keyRequestRate', -1],
    ['pageRequestRate', 10_001],
    ['trackingDomain', 'https://click.example.com'],
    ['stackName', '1st'],
    ['sendrate', 14],
  ])('refuses %s = %s by name', (name, value) => {
    expect(() => settingsOf({ [`mailramp:${name}`]: value })).toThrow(new RegExp(`mailramp:${name}\\b`));
  });

  it.each([
    [{ sendRate: 'fast' }, 'the setting mailramp:sendRate must be a whole number from 1 to 10,000'],
    [{ sendRate: 1.5 }, 'the setting mailramp:sendRate must be a whole number from 1 to 10,000'],
    [{ warmThroughput: 5 }, 'the setting mailramp:warmThroughput must be 0, or a whole number from 4,000 to 40,000'],
    [{ senderConcurrency: 1 }, 'the setting mailramp:senderConcurrency must be 0, or at least 2'],
    [{ alarms: 'some' }, 'the setting mailramp:alarms must be one of none, essential, all'],
    [{ retainData: 'perhaps' }, 'the setting mailramp:retainData must be true or false'],
    [{ alarmEmail: 'nobody' }, 'the setting mailramp:alarmEmail must be an e-mail address'],
    [
      { apiDomain: 'Mail', apiHostedZoneId: 'Z123' },
      'the setting mailramp:apiDomain must be a host name in lower case',
    ],
    [
      { apiDomain: 'mail.example.com' },
      'the setting mailramp:apiDomain needs mailramp:apiCertificateArn or mailramp:apiHostedZoneId',
    ],
    [{ sendingPools: 'a b' }, 'the setting mailramp:sendingPools must be names of pools, with commas between them'],
    [
      { sendrate: 14, mails: 3 },
      'there is no setting mailramp:sendrate: docs/deploy.md lists them\nthere is no setting mailramp:mails: docs/deploy.md lists them',
    ],
  ])('says in a sentence what is wrong with %j', (settings, message) => {
    const context = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`mailramp:${name}`, value]));
    expect(() => settingsOf(context)).toThrow(new WrongSettings(message));
  });

  it('names a wrong setting to whoever deploys, without a trace of the code', () => {
    const context = JSON.stringify({ 'mailramp:sendRate': 0, 'mailramp:alarms': 'some' });
    const env = { ...process.env, CDK_CONTEXT_JSON: context };
    const { status, stderr } = spawnSync(process.execPath, ['bin/mailramp.ts'], { cwd: ROOT, env, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr.split('\n').sort()).toEqual([
      '',
      'mailramp: the setting mailramp:alarms must be one of none, essential, all',
      'mailramp: the setting mailramp:sendRate must be a whole number from 1 to 10,000',
    ]);
  });
});
