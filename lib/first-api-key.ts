import { CustomResource, Duration } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { type KeySeederEnv, keySeederEnv } from '../lambdas/key-seeder/env.ts';
import { acknowledge } from './acknowledge.ts';
import { NodeLambda } from './node-lambda.ts';
import { environmentOf, type Resources } from './resources.ts';

/** 48 letters and digits are 285 bits. */
const KEY_LENGTH = 48;

/**
 * The first admin key, so that a first deploy has nothing to fill in. Secrets Manager generates the random part; the
 * key seeder prepends the prefix, so that the complete text of the secret is the key.
 */
export class FirstApiKey extends Secret {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: 'The first admin API key of mailramp. The product itself keeps only its hash.',
      generateSecretString: { passwordLength: KEY_LENGTH, excludePunctuation: true },
    });
    acknowledge(
      this,
      'SMG4',
      'The key is replaced by creating another one in the API and deleting it; a rotated text would not be a valid key.',
    );
  }
}

export interface KeySeedingProps {
  readonly resources: Resources;
}

/** Completes the first admin key and stores its hash as an ordinary key, once, at deployment. */
export class KeySeeding extends Construct {
  constructor(scope: Construct, id: string, { resources }: KeySeedingProps) {
    super(scope, id);
    const seeder = new NodeLambda(this, 'Seeder', {
      name: 'key-seeder',
      description: 'Stores the hash of the first API key at deployment.',
      timeout: Duration.minutes(1),
      memorySize: 256,
      environment: environmentOf(keySeederEnv, resources) satisfies KeySeederEnv,
      resources,
    });
    new CustomResource(this, 'Seed', {
      resourceType: 'Custom::FirstApiKey',
      // CloudFormation calls the function itself and waits for its PUT to `ResponseURL`.
      serviceToken: seeder.functionArn,
      // Without it CloudFormation waits an hour for a function that crashed.
      serviceTimeout: Duration.minutes(5),
      properties: { SecretArn: resources.firstApiKey.secretArn },
    });
  }
}
