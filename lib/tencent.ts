import { Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { type TencentEnv, tencentEnv } from '../lambdas/tencent/env.ts';
import { acknowledge } from './acknowledge.ts';
import type { HttpApi } from './http-api.ts';
import { NodeLambda } from './node-lambda.ts';
import { environmentOf, type Resources } from './resources.ts';

/** 64 letters and digits are 381 bits. */
const MASTER_LENGTH = 64;

/**
 * The text from which the secrets of signing keys are derived. It is no row of a table: a copy of the tables signs
 * nothing.
 */
export class CredentialMaster extends Secret {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: 'Derives the secret keys of mailramp that programs for Tencent Cloud sign with.',
      generateSecretString: { passwordLength: MASTER_LENGTH, excludePunctuation: true },
    });
    acknowledge(
      this,
      'SMG4',
      'Another text ends every secret key that was given out; it is replaced by hand, in an emergency.',
    );
  }
}

export interface TencentProps {
  readonly api: HttpApi;
  readonly resources: Resources;
}

/** The endpoint for programs written for Tencent Cloud, at the address of the API without a path. */
export class Tencent extends Construct {
  constructor(scope: Construct, id: string, { api, resources }: TencentProps) {
    super(scope, id);
    const calls = new NodeLambda(this, 'Calls', {
      name: 'tencent',
      description: 'The calls of programs written for the e-mail service of Tencent Cloud.',
      // The gateway gives up after 30 s; a function that ends before can still answer.
      timeout: Duration.seconds(29),
      memorySize: 1769,
      environment: environmentOf(tencentEnv, resources) satisfies TencentEnv,
      resources,
    });
    api.routeCall('Tencent', calls, { method: HttpMethod.ANY, path: '/' });
  }
}
