import { type CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Permissions } from './permissions.ts';
import type { Resources } from './resources.ts';

/** Accepts the wildcards that a row of the permission table brings with it, each by itself. */
export function acknowledgeWildcards(role: IConstruct, permissions: Permissions, resources: Resources): void {
  const wildcard = (resource: string, reason: string) => acknowledge(role, `IAM5[Resource::${resource}]`, reason);
  const inAccount = (service: string) => `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>`;
  const { bucket } = resources.objects;
  const bucketId = Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnResource);

  for (const prefix of Object.keys(permissions.objects ?? {})) {
    wildcard(`<${bucketId}.Arn>/${prefix}/*`, `The keys under ${prefix}/ are made while the product runs.`);
  }
  if (permissions.schedules) {
    const group = resources.schedules.group.scheduleGroupName;
    wildcard(
      `${inAccount('scheduler')}:schedule/${group}/*`,
      'Schedules are created at run time; their group is the limit.',
    );
  }
  if (permissions.mails || permissions.identities) {
    wildcard(
      `${inAccount('ses')}:identity/*`,
      'Identities are created or adopted at run time; a condition on the tag `mailramp` is the limit, and reading one changes nothing.',
    );
  }
  if (permissions.mails || permissions.concurrency) {
    wildcard('*', 'ses:GetAccount and lambda:GetAccountSettings have no resource to be limited to.');
  }
}
