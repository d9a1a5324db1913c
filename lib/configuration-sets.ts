import { Stack } from 'aws-cdk-lib';
import { ConfigurationSet, DedicatedIpPool } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';

export interface ConfigurationSetsProps {
  /** Names of pools of dedicated addresses that exist in the account. */
  readonly sendingPools: readonly string[];
}

/**
 * SES ties a pool of dedicated addresses to a configuration set, so there is one for each, and one for the shared
 * addresses.
 */
export class ConfigurationSets extends Construct {
  readonly shared: ConfigurationSet;
  readonly byPool: Readonly<Record<string, ConfigurationSet>>;

  constructor(scope: Construct, id: string, { sendingPools }: ConfigurationSetsProps) {
    super(scope, id);
    this.shared = new ConfigurationSet(this, 'Shared');
    this.byPool = Object.fromEntries(
      sendingPools.map((name) => {
        const dedicatedIpPool = DedicatedIpPool.fromDedicatedIpPoolName(this, `${name}Pool`, name);
        return [name, new ConfigurationSet(this, name, { dedicatedIpPool })];
      }),
    );
  }

  get all(): ConfigurationSet[] {
    return [this.shared, ...Object.values(this.byPool)];
  }

  get arns(): string[] {
    return this.all.map(({ configurationSetName }) =>
      Stack.of(this).formatArn({ service: 'ses', resource: 'configuration-set', resourceName: configurationSetName }),
    );
  }
}
