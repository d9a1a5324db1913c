import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CONSOLE_FILES, type ConsoleEnv, consoleEnv } from '../lambdas/console/env.ts';
import type { HttpApi } from './http-api.ts';
import { NodeLambda } from './node-lambda.ts';
import { environmentOf, type Resources } from './resources.ts';

export interface ConsoleProps {
  readonly api: HttpApi;
  readonly resources: Resources;
  /** The built console; read when functions are bundled. */
  readonly folder: string;
}

/** The web console: static files at the address of the API, from a function that may do nothing but log. */
export class Console extends Construct {
  constructor(scope: Construct, id: string, { api, resources, folder }: ConsoleProps) {
    super(scope, id);
    const server = new NodeLambda(this, 'Server', {
      name: 'console',
      description: 'The files of the web console.',
      timeout: Duration.seconds(5),
      memorySize: 256,
      environment: environmentOf(consoleEnv, resources) satisfies ConsoleEnv,
      resources,
      files: { from: folder, to: CONSOLE_FILES },
    });
    // The address without a path leads to the console; where programs call it too, their function shows the way.
    const bare = resources.settings.tencentApi ? [] : ['/'];
    api.routeReads('Console', server, [...bare, '/console', '/console/{proxy+}']);
    new CfnOutput(Stack.of(this), 'ConsoleUrl', {
      value: `${api.url}/console`,
      description: 'The web console; npx mailramp console opens it, signed in.',
    });
  }
}
