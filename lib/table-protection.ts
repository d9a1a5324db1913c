import { CustomResource, Duration } from 'aws-cdk-lib';
import { Construct, type IDependable } from 'constructs';
import { tableProtectorEnv } from '../lambdas/table-protector/env.ts';
import { NodeLambda } from './node-lambda.ts';
import { environmentOf, type Resources } from './resources.ts';
import { versionOfProduct } from './version.ts';

export interface TableProtectionProps {
  readonly resources: Resources;
  /** Whether the tables are to be protected, or to be given free. */
  readonly isProtected: boolean;
  /** What must stand before: everything, so that a deployment that fails can take its tables back. */
  readonly after: IDependable[];
}

/**
 * Protects the tables against deletion, as the last step of a deployment
 * (docs/decisions/0039-tables-are-protected-last.md).
 */
export class TableProtection extends Construct {
  constructor(scope: Construct, id: string, { resources, isProtected, after }: TableProtectionProps) {
    super(scope, id);
    const protector = new NodeLambda(this, 'Protector', {
      name: 'table-protector',
      description: 'Protects the tables against deletion at the end of a deployment.',
      timeout: Duration.minutes(4),
      memorySize: 256,
      environment: environmentOf(tableProtectorEnv, resources),
      resources,
    });
    const tables = Object.values(resources.tables.byName);
    const protection = new CustomResource(this, 'Protection', {
      resourceType: 'Custom::TableProtection',
      serviceToken: protector.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: {
        Tables: tables.map(({ tableName }) => tableName),
        Protected: isProtected,
        Version: versionOfProduct(),
      },
    });
    protection.node.addDependency(protector.role ?? protector, ...after);
  }
}
