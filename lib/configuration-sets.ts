import { Stack } from 'aws-cdk-lib';
import {
  type CfnConfigurationSet,
  ConfigurationSet,
  type ConfigurationSetProps,
  ConfigurationSetTlsPolicy,
  DedicatedIpPool,
  HttpsPolicy,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';

export interface ConfigurationSetsProps {
  /** Names of pools of dedicated addresses that exist in the account. */
  readonly sendingPools: readonly string[];
  /** Host name of tracked links; empty for SES's own. */
  readonly trackingDomain: string;
  /** Whether a receiver without TLS gets no mail. */
  readonly requireTls: boolean;
}

/**
 * SES ties a pool of dedicated addresses to a configuration set, so there is one for each, and one for the shared
 * addresses.
 */
export class ConfigurationSets extends Construct {
  readonly shared: ConfigurationSet;
  readonly byPool: Readonly<Record<string, ConfigurationSet>>;

  constructor(scope: Construct, id: string, { sendingPools, trackingDomain, requireTls }: ConfigurationSetsProps) {
    super(scope, id);
    const common: ConfigurationSetProps = {
      ...(trackingDomain === ''
        ? {}
        : { customTrackingRedirectDomain: trackingDomain, customTrackingHttpsPolicy: HttpsPolicy.REQUIRE }),
      // SES's own default: by TLS wherever the receiver offers it.
      ...(requireTls ? { tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE } : {}),
    };
    this.shared = this.configurationSet('Shared', common);
    this.byPool = Object.fromEntries(
      sendingPools.map((name) => {
        const dedicatedIpPool = DedicatedIpPool.fromDedicatedIpPoolName(this, `${name}Pool`, name);
        return [name, this.configurationSet(name, { ...common, dedicatedIpPool })];
      }),
    );
  }

  /**
   * With no reason to suppress, SES neither asks nor fills the account's own list for mails of the set: the product's
   * list alone rules, so that an address that was taken off it is mailed again.
   */
  private configurationSet(name: string, props: ConfigurationSetProps): ConfigurationSet {
    const set = new ConfigurationSet(this, name, props);
    (set.node.defaultChild as CfnConfigurationSet).suppressionOptions = { suppressedReasons: [] };
    return set;
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
