import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, type CfnResource } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { MailrampStack } from '../../lib/mailramp-stack.ts';
import type { FunctionName } from '../../lib/permissions.ts';
import { readSettings } from '../../lib/settings.ts';

type Json = Record<string, unknown>;

export interface SynthesizedResource {
  type: string;
  properties: Json;
  deletionPolicy: string | undefined;
  updateReplacePolicy: string | undefined;
  /** Construct paths of what must stand before it. */
  dependsOn: string[];
}

/** One right that a policy gives or refuses, with the resource written as a construct path or a readable ARN. */
export interface Right {
  effect: string;
  action: string;
  resource: string;
  condition: unknown;
}

/** Where the construct of each function lies in the stack. */
export const FUNCTION_PATHS: Readonly<Record<FunctionName, string>> = {
  tasks: 'Api/Tasks',
  domains: 'Api/Domains',
  audience: 'Api/Audience',
  content: 'Api/Content',
  access: 'Api/Access',
  public: 'Api/Public',
  starter: 'Starting/Starter',
  sender: 'Sending/Sender',
  importer: 'Importing/Importer',
  exporter: 'Exporting/Exporter',
  reconciler: 'Reconciliation/Reconciler',
  'key-seeder': 'KeySeeding/Seeder',
  insight: 'Api/Insight',
  recorder: 'MailEvents/Recorder',
  notifier: 'Notifying/Notifier',
  'self-test': 'SelfTesting/Tester',
  'table-protector': 'TableProtection/Protector',
  console: 'Console/Server',
  tencent: 'Tencent/Calls',
};

export const ROOT = path.join(__dirname, '..', '..');

const context = (): Json => JSON.parse(readFileSync(path.join(ROOT, 'cdk.json'), 'utf8')).context;

/** An app with the settings of `cdk.json` and some others, which bundles nothing. */
export const newApp = (settings: Json = {}): App =>
  new App({ context: { ...context(), ...settings, 'aws:cdk:bundling-stacks': [] } });

const listOf = <T>(oneOrMany: T | T[]): T[] => (Array.isArray(oneOrMany) ? oneOrMany : [oneOrMany]);

/** The stack, synthesized once, and its template by construct path instead of logical id. */
export class SynthesizedStack {
  readonly app: App;
  readonly stack: MailrampStack;
  readonly outputs: string[];
  /** By construct path, without the stack and the trailing `Resource`. */
  readonly resources: Map<string, SynthesizedResource>;
  private readonly paths = new Map<string, string>();

  constructor(settings: Json = {}) {
    this.app = newApp(settings);
    this.stack = new MailrampStack(this.app, 'Mailramp', {
      settings: readSettings(this.app.node),
      consoleFolder: 'not-built',
    });
    for (const construct of this.stack.node.findAll()) {
      const { logicalId } = construct as CfnResource;
      if (logicalId === undefined) continue;
      const trimmed = construct.node.path.replace(/^Mailramp\//, '').replace(/\/(Resource|Default)$/, '');
      this.paths.set(this.stack.resolve(logicalId), trimmed);
    }
    const template = Template.fromStack(this.stack).toJSON();
    this.outputs = Object.keys(template.Outputs);
    this.resources = new Map(
      Object.entries<Json>(template.Resources).map(
        ([id, { Type, Properties, DeletionPolicy, UpdateReplacePolicy, DependsOn }]) => [
          this.paths.get(id) ?? id,
          {
            type: String(Type),
            properties: (Properties ?? {}) as Json,
            deletionPolicy: DeletionPolicy as string | undefined,
            updateReplacePolicy: UpdateReplacePolicy as string | undefined,
            dependsOn: listOf((DependsOn ?? []) as string | string[]).map((before) => this.paths.get(before) ?? before),
          },
        ],
      ),
    );
  }

  /** Properties of the resource at a path; throws when it does not exist. */
  properties(path: string): Json {
    const resource = this.resources.get(path);
    if (resource === undefined) throw new Error(`no resource ${path} among ${[...this.resources.keys()].join(', ')}`);
    return resource.properties;
  }

  /** Paths and properties of all resources of a type. */
  ofType(type: string): [string, Json][] {
    return [...this.resources].filter(([, it]) => it.type === type).map(([path, it]) => [path, it.properties]);
  }

  /** A value of the template in one readable line: construct paths for resources, `<Region>` for pseudo parameters. */
  readable(value: unknown): string {
    if (typeof value === 'string') return value;
    const [[kind, of] = []] = Object.entries(value as Json);
    if (kind === 'Ref') return this.paths.get(String(of)) ?? `<${String(of).replace('AWS::', '')}>`;
    if (kind === 'Fn::GetAtt') return this.readable({ Ref: (of as string[])[0] });
    if (kind === 'Fn::Join') {
      const [separator, parts] = of as [string, unknown[]];
      return parts.map((part) => this.readable(part)).join(separator);
    }
    throw new Error(`cannot read ${JSON.stringify(value)}`);
  }

  /** Everything that an inline policy says. */
  rights(policyPath: string): Right[] {
    const { Statement } = this.properties(policyPath).PolicyDocument as { Statement: Json[] };
    return Statement.flatMap((statement) =>
      listOf(statement.Action as string | string[]).flatMap((action) =>
        listOf(statement.Resource).map((resource) => ({
          effect: String(statement.Effect),
          action,
          resource: this.readable(resource),
          condition: statement.Condition,
        })),
      ),
    );
  }

  rightsOf(name: FunctionName): Right[] {
    return this.rights(`${FUNCTION_PATHS[name]}Role/DefaultPolicy`);
  }
}
