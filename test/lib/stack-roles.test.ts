import { describe, expect, it } from '@jest/globals';
import { domainScope } from '../../core/audience/exclusion-log.ts';
import {
  API_KEYS,
  callsKey,
  deliveriesOf,
  EXPORTS,
  exclusionsOf,
  idempotencyKey,
  OPEN_EXPORTS,
  SESSIONS,
  SUPPRESSION_DOMAINS,
  SUPPRESSIONS,
  signInCodeKey,
  smtpPasswordKey,
  suppressedIn,
  UNSUBSCRIBE_KEYS,
  WEBHOOKS,
} from '../../core/keys.ts';
import {
  API_KEYS_PARTITION,
  CODE_PARTITIONS,
  FUNCTION_NAMES,
  type FunctionName,
  IDEMPOTENCY_PARTITIONS,
  ITEM_ACTIONS,
  LINK_KEYS_PARTITION,
  PERMISSIONS,
  SESSIONS_PARTITION,
  SMTP_PASSWORDS_PARTITION,
  TABLE_ACCESS,
} from '../../lib/permissions.ts';
import { allow, expectedRights, IDENTITIES, line } from './expected-rights.ts';
import { type Right, SynthesizedStack } from './synthesized-stack.ts';

const stack = new SynthesizedStack({ 'mailramp:alarmEmail': 'ops@example.com' });

/** Actions for which AWS has no resource to name. */
const WITHOUT_RESOURCE = ['ses:GetAccount', 'lambda:GetAccountSettings'];

const refused = (...partitions: string[]) => ({ 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': partitions } });

/** Whether a condition on the keys of items holds for one of a partition. */
function concerns({ condition }: Right, partition: string): boolean {
  const patterns = Object.values((condition ?? {}) as Record<string, Record<string, string | string[]>>).flatMap(
    (keys) => keys['dynamodb:LeadingKeys'] ?? [],
  );
  const fits = (pattern: string) =>
    pattern.endsWith('*') ? partition.startsWith(pattern.slice(0, -1)) : partition === pattern;
  return condition === undefined || patterns.some(fits);
}

/** The functions that may do anything of a kind with an item of a partition of Content, as IAM decides. */
const whoMay = (kind: keyof typeof ITEM_ACTIONS, partition: string): FunctionName[] =>
  FUNCTION_NAMES.filter((name) => {
    const rights = stack
      .rightsOf(name)
      .filter((right) => right.resource === 'Tables/Content' && concerns(right, partition));
    const those = (effect: string) => rights.filter((right) => right.effect === effect).map(({ action }) => action);
    const [allowed, barred] = [those('Allow'), those('Deny')];
    return ITEM_ACTIONS[kind].some((action) => allowed.includes(action) && !barred.includes(action));
  });

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
    const owned = { StringEquals: { 'aws:ResourceTag/mailramp': 'Mailramp' } };
    expect(conditions['ses:DeleteEmailIdentity']).toEqual(owned);
    expect(conditions['ses:PutEmailIdentityFeedbackAttributes']).toEqual(owned);
    expect(conditions['ses:PutEmailIdentityMailFromAttributes']).toEqual(owned);
  });

  it('let nobody but the access function and the key seeder write an API key', () => {
    expect(API_KEYS_PARTITION).toBe(API_KEYS);
    expect(whoMay('write', API_KEYS)).toEqual(['access', 'key-seeder']);
    const barred = stack
      .rightsOf('content')
      .filter(({ effect, action }) => effect === 'Deny' && /PutItem/.test(action));
    expect(barred.map(({ condition }) => condition)).toEqual([
      refused(WEBHOOKS, deliveriesOf('*')),
      refused(UNSUBSCRIBE_KEYS),
      refused(SMTP_PASSWORDS_PARTITION),
      refused(API_KEYS),
      refused(SESSIONS, `${signInCodeKey('').pk}*`),
    ]);
  });

  it('let nobody but those who manage senders see or set their passwords for SMTP', () => {
    expect(SMTP_PASSWORDS_PARTITION).toBe(smtpPasswordKey('a@b.example').pk);
    for (const kind of ['read', 'write'] as const)
      expect(whoMay(kind, SMTP_PASSWORDS_PARTITION)).toEqual(['domains', 'tencent']);
  });

  it('let nobody but those who show and check secret keys read what they are derived from', () => {
    const reading = FUNCTION_NAMES.filter((name) =>
      stack.rightsOf(name).some(({ resource }) => resource === 'CredentialMaster'),
    );
    expect(reading).toEqual(['access', 'tencent']);
  });

  it('let nobody but the access function sign a browser in', () => {
    expect([SESSIONS_PARTITION, CODE_PARTITIONS]).toEqual([SESSIONS, `${signInCodeKey('').pk}*`]);
    expect(whoMay('write', SESSIONS)).toEqual(['access']);
    expect(whoMay('write', signInCodeKey('7').pk)).toEqual(['access']);
  });

  it('let functions write idempotency records, and nobody read the answers in them', () => {
    expect(IDEMPOTENCY_PARTITIONS).toBe(`${idempotencyKey('').pk}*`);
    expect(whoMay('write', idempotencyKey('7').pk)).toEqual([
      'tasks',
      'domains',
      'audience',
      'content',
      'access',
      'key-seeder',
      'insight',
      'tencent',
    ]);
    expect(whoMay('read', idempotencyKey('7').pk)).toEqual([]);
    const records = stack
      .rightsOf('tasks')
      .find(({ effect, action, resource }) => effect === 'Allow' && /Put/.test(action) && /Content/.test(resource));
    expect(records?.condition).toEqual({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['IDEMPOTENCY#*'] } });
  });

  it('let the functions of the API count calls', () => {
    const { pk } = callsKey('7', 0);
    const api: FunctionName[] = ['tasks', 'domains', 'audience', 'content', 'access', 'insight', 'tencent'];
    expect(whoMay('write', pk)).toEqual(expect.arrayContaining(api));
    const changing = stack
      .rightsOf('insight')
      .filter(
        ({ effect, action, resource }) => effect === 'Allow' && /Update/.test(action) && /Content/.test(resource),
      );
    const within = (partition: string) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [partition] } });
    expect(changing.map(({ condition }) => condition)).toEqual([within('IDEMPOTENCY#*'), within('CALLS#*')]);
  });

  it('let the exporter change nothing but exports, and insight make them', () => {
    const changing = (name: FunctionName) =>
      stack
        .rightsOf(name)
        .filter(({ action, resource }) => /Put|Update|Delete/.test(action) && resource.startsWith('Tables/'))
        .filter(({ effect, resource }) => effect === 'Allow' && resource !== 'Tables/Content')
        .map(({ action, resource, condition }) => [action, resource, condition]);
    const exports = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [EXPORTS, OPEN_EXPORTS] } };
    expect(changing('exporter')).toEqual([
      ['dynamodb:DeleteItem', 'Tables/Mail', exports],
      ['dynamodb:UpdateItem', 'Tables/Mail', exports],
    ]);
    expect(changing('insight')).toEqual([['dynamodb:PutItem', 'Tables/Mail', exports]]);
    const reminding = stack.rightsOf('reconciler').filter(({ resource }) => resource === 'Tables/Mail');
    expect(reminding.map(({ action, condition }) => [action, condition])).toEqual([
      ['dynamodb:Query', { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [OPEN_EXPORTS] } }],
    ]);
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

  it('let nobody see the secrets of webhooks, or what was sent to them, but the functions of webhooks', () => {
    expect(whoMay('read', WEBHOOKS)).toEqual(['access', 'recorder', 'notifier']);
    expect(whoMay('write', WEBHOOKS)).toEqual(['access']);
    expect(whoMay('read', deliveriesOf('7'))).toEqual(['access', 'notifier']);
    expect(whoMay('write', deliveriesOf('7'))).toEqual(['access', 'notifier']);
  });

  it('let nobody see the keys of links to unsubscribe but those that write or read links', () => {
    expect(whoMay('read', UNSUBSCRIBE_KEYS)).toEqual(['audience', 'sender', 'public', 'tencent']);
    expect(whoMay('write', UNSUBSCRIBE_KEYS)).toEqual(['audience', 'sender', 'tencent']);
  });

  it('refuse all that DynamoDB lets be done with items, not only what functions are given elsewhere', () => {
    const actions = new Set<string>([...ITEM_ACTIONS.read, ...ITEM_ACTIONS.write]);
    for (const granted of Object.values(TABLE_ACCESS).flat()) expect(actions).toContain(granted);
    const refusals = stack.rightsOf('insight').filter(({ effect, condition }) => {
      return effect === 'Deny' && JSON.stringify(condition) === JSON.stringify(refused(UNSUBSCRIBE_KEYS));
    });
    expect(refusals.map(({ action }) => action).sort()).toEqual([...actions].sort());
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

  it('list no objects but those under their own prefixes', () => {
    for (const name of FUNCTION_NAMES) {
      const prefixes = Object.keys(PERMISSIONS[name].objects ?? {});
      const [listing] = stack.rightsOf(name).filter(({ action }) => action === 's3:ListBucket');
      const condition = { StringLikeIfExists: { 's3:prefix': prefixes.map((prefix) => `${prefix}/*`) } };
      expect({ name, condition: listing?.condition }).toEqual({
        name,
        condition: prefixes.length === 0 ? undefined : condition,
      });
    }
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
