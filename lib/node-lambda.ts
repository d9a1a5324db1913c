import path from 'node:path';
import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { BUNDLE_OPTIONS } from './bundle-options.ts';
import { statementsFor } from './grants.ts';
import { type FunctionName, PERMISSIONS } from './permissions.ts';
import { recursiveLoopOf } from './recursion.ts';
import type { Resources } from './resources.ts';
import { acknowledgeWildcards } from './wildcards.ts';

const PROJECT_ROOT = path.join(import.meta.dirname, '..');

export interface NodeLambdaProps {
  /** Folder under `lambdas/`, and row of the permission table. */
  readonly name: FunctionName;
  /** One sentence for the console. */
  readonly description: string;
  readonly timeout: Duration;
  /** Memory in MB; the share of a CPU grows with it, 1,769 is one. */
  readonly memorySize: number;
  readonly environment: Record<string, string>;
  readonly resources: Resources;
  /** A folder that lies beside the code, under the name `to`. */
  readonly files?: { readonly from: string; readonly to: string };
}

const COPY = "require('node:fs').cpSync(process.argv[1], process.argv[2], { recursive: true })";

/** A command for the system's shell, whichever that is. */
const copyCommand = (from: string, to: string): string =>
  [process.execPath, '-e', COPY, from, to].map((part) => (part === '-e' ? part : `"${part}"`)).join(' ');

/** A function of this product: its own role, its own logs, one small bundle with everything in it. */
export class NodeLambda extends NodejsFunction {
  readonly logs: LogGroup;

  constructor(scope: Construct, id: string, props: NodeLambdaProps) {
    const logs = new LogGroup(scope, `${id}Logs`, {
      retention: props.resources.settings.logRetentionDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    super(scope, id, {
      description: props.description,
      entry: path.join(PROJECT_ROOT, 'lambdas', props.name, 'index.ts'),
      projectRoot: PROJECT_ROOT,
      depsLockFilePath: path.join(PROJECT_ROOT, 'package-lock.json'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memorySize,
      environment: { ...props.environment, STACK_NAME: Stack.of(scope).stackName },
      role,
      logGroup: logs,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.DISABLED,
      recursiveLoop: recursiveLoopOf(props.name),
      bundling: {
        format: OutputFormat.ESM,
        target: BUNDLE_OPTIONS.target,
        minify: BUNDLE_OPTIONS.minify,
        logLevel: LogLevel.WARNING,
        mainFields: BUNDLE_OPTIONS.mainFields,
        // The SDK is bundled too: the runtime's own copy changes under our feet and loads more slowly.
        externalModules: [],
        banner: BUNDLE_OPTIONS.banner.js,
        esbuildArgs: Object.fromEntries(
          Object.entries(BUNDLE_OPTIONS.alias).map(([name, file]) => [`--alias:${name}`, file]),
        ),
        commandHooks: {
          beforeBundling: () => [],
          beforeInstall: () => [],
          afterBundling: (_, out) =>
            props.files === undefined ? [] : [copyCommand(props.files.from, path.join(out, props.files.to))],
        },
      },
    });
    this.logs = logs;
    props.resources.functions.set(props.name, this);
    role.addToPolicy(
      new PolicyStatement({
        sid: 'OwnLogs',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logs.logGroupArn],
      }),
    );
    const permissions = PERMISSIONS[props.name];
    for (const statement of statementsFor(permissions, props.resources)) role.addToPolicy(statement);
    acknowledgeWildcards(role, permissions, props.resources);
  }
}
