import { CfnOutput, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { Construct, type IDependable } from 'constructs';
import { type SelfTestEnv, selfTestEnv } from '../lambdas/self-test/env.ts';
import { NodeLambda } from './node-lambda.ts';
import { environmentOf, type Resources } from './resources.ts';
import { versionOfProduct } from './version.ts';

export interface SelfTestingProps {
  readonly resources: Resources;
  /** What must be there before: everything that the test goes through. */
  readonly after: IDependable[];
}

/**
 * Tests the stack from outside, over its own API, at the first deployment and at each new version. What it finds is
 * the output `SelfTest`; it never fails a deployment.
 */
export class SelfTesting extends Construct {
  constructor(scope: Construct, id: string, { resources, after }: SelfTestingProps) {
    super(scope, id);
    const tester = new NodeLambda(this, 'Tester', {
      name: 'self-test',
      description: 'Sends mails to the SES simulator and checks that their events come back.',
      timeout: Duration.minutes(4),
      memorySize: 256,
      environment: environmentOf(selfTestEnv, resources) satisfies SelfTestEnv,
      resources,
    });
    const test = new CustomResource(this, 'Test', {
      resourceType: 'Custom::SelfTest',
      serviceToken: tester.functionArn,
      serviceTimeout: Duration.minutes(5),
      // CloudFormation calls the function again when this changes.
      properties: { Version: versionOfProduct() },
    });
    test.node.addDependency(tester.role ?? tester, ...after);
    new CfnOutput(Stack.of(this), 'SelfTest', {
      value: test.getAttString('Report'),
      description: 'The result of the self-test when this version was deployed; npx mailramp self-test repeats it.',
    });
  }
}
