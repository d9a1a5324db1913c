import { describe, expect, it } from '@jest/globals';
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
} from '../../lib/permissions.ts';
import { allow, expectedRights, IDENTITIES, line } from './expected-rights.ts';
import { SynthesizedStack } from './synthesized-stack.ts';

const stack = new SynthesizedStack({ 'mailramp:alarmEmail': 'ops@example.com' });

/** Actions for which AWS has no resource to name. */
const WITHOUT_RESOURCE = ['ses:GetAccount', 'lambda:GetAccountSettings'];

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
    expect(IDEMPOTENCY_PARTITIONS).toBe(`${idempotencyKey('').pk}*`);
    for (const name of FUNCTION_NAMES) {
      const writes = stack
        .rightsOf(name)
        .filter(({ action, resource }) => resource === 'Tables/Content' && /(Put|Update|Delete)Item/.test(action));
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
