import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Certificate, CfnCertificate, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import {
  AwsLogDriver,
  Cluster,
  ContainerDependencyCondition,
  ContainerImage,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import { NetworkLoadBalancer, NetworkTargetGroup, Protocol, SslPolicy } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { buildSync } from 'esbuild';
import { CONTAINER_PORT, STOP_SECONDS, type SubmissionEnv, submissionEnv } from '../submission/env.ts';
import { acknowledge } from './acknowledge.ts';
import { SUBMISSION_BUNDLE } from './bundle-options.ts';
import { statementsFor } from './grants.ts';
import { SUBMISSION_PERMISSIONS } from './permissions.ts';
import { environmentOf, type Resources } from './resources.ts';
import { acknowledgeWildcards } from './wildcards.ts';

/** The only port: the vendor of the original offers no other, and a load balancer can do no STARTTLS. */
const TLS_PORT = 465;
/**
 * Public images, pinned: a tag may come to mean another image. Both are indexes with an image for arm64; operations.md
 * says how to renew them.
 */
const NODE_IMAGE =
  'public.ecr.aws/docker/library/node@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d';
const AWS_CLI_IMAGE =
  'public.ecr.aws/aws-cli/aws-cli@sha256:749bfaf91d690b9a1768083822d620f96c19defdf9ca2dc227eb3695281fda5b';
const CODE_FOLDER = '/code';
const CODE_FILE = `${CODE_FOLDER}/index.mjs`;
const PROJECT_ROOT = path.join(import.meta.dirname, '..');

export interface SubmissionProps {
  readonly resources: Resources;
}

/** An SMTP server for programs: one small container without a build of its own, behind a balancer that ends TLS. */
export class Submission extends Construct {
  readonly targets: NetworkTargetGroup;

  constructor(scope: Construct, id: string, { resources }: SubmissionProps) {
    super(scope, id);
    const { settings } = resources;
    const vpc = this.network(resources);
    const ofBalancer = this.groupOfBalancer(vpc, settings.smtpCidrs);
    const ofTasks = new SecurityGroup(this, 'TaskGroup', { vpc, description: 'The SMTP server of mailramp' });
    ofTasks.addIngressRule(ofBalancer, Port.tcp(CONTAINER_PORT), 'from the load balancer alone');
    const service = new FargateService(this, 'Service', {
      cluster: this.cluster(vpc),
      taskDefinition: this.task(resources),
      desiredCount: settings.smtpTasks,
      securityGroups: [ofTasks],
      // There is no NAT: it reaches AWS by an address of its own.
      assignPublicIp: true,
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { rollback: true },
    });
    const balancer = new NetworkLoadBalancer(this, 'Balancer', {
      vpc,
      internetFacing: true,
      crossZoneEnabled: true,
      securityGroups: [ofBalancer],
    });
    acknowledge(
      balancer,
      'ELB2',
      'The server logs who signs in and what is handed over; a bucket of connections adds nothing.',
    );
    this.targets = new NetworkTargetGroup(this, 'Targets', {
      vpc,
      port: CONTAINER_PORT,
      protocol: Protocol.TCP,
      targets: [service],
      deregistrationDelay: Duration.seconds(60),
      healthCheck: { protocol: Protocol.TCP, interval: Duration.seconds(10) },
    });
    balancer.addListener('Tls', {
      port: TLS_PORT,
      protocol: Protocol.TLS,
      sslPolicy: SslPolicy.TLS13_RES,
      certificates: [this.certificate(resources)],
      defaultTargetGroups: [this.targets],
    });
    this.name(balancer, resources);
  }

  private network({ settings }: Resources): Vpc {
    const logs = new LogGroup(this, 'FlowLogs', {
      retention: settings.logRetentionDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    return new Vpc(this, 'Network', {
      ipAddresses: IpAddresses.cidr('10.77.0.0/24'),
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 26 }],
      // No rights of its own for a group that nothing is in.
      restrictDefaultSecurityGroup: false,
      gatewayEndpoints: {
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
        S3: { service: GatewayVpcEndpointAwsService.S3 },
      },
      flowLogs: { Connections: { destination: FlowLogDestination.toCloudWatchLogs(logs) } },
    });
  }

  private groupOfBalancer(vpc: Vpc, cidrs: readonly string[]): SecurityGroup {
    const group = new SecurityGroup(this, 'BalancerGroup', { vpc, description: 'SMTP for programs' });
    for (const cidr of cidrs) group.addIngressRule(Peer.ipv4(cidr), Port.tcp(TLS_PORT), 'programs that sign in');
    acknowledge(
      group,
      'EC23',
      'Programs hand in mail from anywhere, unless smtpCidrs says from where; all of them sign in.',
    );
    return group;
  }

  private cluster(vpc: Vpc): Cluster {
    const cluster = new Cluster(this, 'Cluster', { vpc });
    acknowledge(
      cluster,
      'ECS4',
      'Container Insights cost more than the container; the alarm and the log say what matters.',
    );
    return cluster;
  }

  private task(resources: Resources): FargateTaskDefinition {
    const { settings } = resources;
    const task = new FargateTaskDefinition(this, 'Task', {
      cpu: 256,
      memoryLimitMiB: 512,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
      volumes: [{ name: 'code' }],
    });
    const logGroup = new LogGroup(this, 'Logs', {
      retention: settings.logRetentionDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const code = new Asset(this, 'Code', { path: bundleOf(this) });
    const init = task.addContainer('Fetch', {
      image: ContainerImage.fromRegistry(AWS_CLI_IMAGE),
      command: ['s3', 'cp', `s3://${code.s3BucketName}/${code.s3ObjectKey}`, CODE_FILE],
      essential: false,
      logging: new AwsLogDriver({ logGroup, streamPrefix: 'fetch' }),
    });
    const server = task.addContainer('Server', {
      image: ContainerImage.fromRegistry(NODE_IMAGE),
      entryPoint: ['node'],
      command: [CODE_FILE],
      user: 'node',
      readonlyRootFilesystem: true,
      environment: {
        ...(environmentOf(submissionEnv, resources) satisfies SubmissionEnv),
        STACK_NAME: Stack.of(this).stackName,
      },
      portMappings: [{ containerPort: CONTAINER_PORT }],
      stopTimeout: Duration.seconds(STOP_SECONDS),
      logging: new AwsLogDriver({ logGroup, streamPrefix: 'server' }),
    });
    server.addContainerDependencies({ container: init, condition: ContainerDependencyCondition.SUCCESS });
    init.addMountPoints({ sourceVolume: 'code', containerPath: CODE_FOLDER, readOnly: false });
    server.addMountPoints({ sourceVolume: 'code', containerPath: CODE_FOLDER, readOnly: true });
    acknowledge(task, 'ECS2', 'Names of tables and numbers, no secrets.');
    this.allow(task, code, resources);
    return task;
  }

  private allow(task: FargateTaskDefinition, code: Asset, resources: Resources): void {
    const statements = [
      ...statementsFor(SUBMISSION_PERMISSIONS, resources),
      new PolicyStatement({
        sid: 'OwnCode',
        actions: ['s3:GetObject'],
        resources: [code.bucket.arnForObjects(code.s3ObjectKey)],
      }),
    ];
    for (const statement of statements) task.addToTaskRolePolicy(statement);
    acknowledgeWildcards(task.taskRole, SUBMISSION_PERMISSIONS, resources);
  }

  private certificate({ settings }: Resources): ICertificate {
    const { smtpDomain, smtpCertificateArn, smtpHostedZoneId } = settings;
    const made = () =>
      new CfnCertificate(this, 'Certificate', {
        domainName: smtpDomain,
        validationMethod: 'DNS',
        domainValidationOptions: [{ domainName: smtpDomain, hostedZoneId: smtpHostedZoneId }],
      }).ref;
    return Certificate.fromCertificateArn(this, 'Given', smtpCertificateArn === '' ? made() : smtpCertificateArn);
  }

  private name(balancer: NetworkLoadBalancer, { settings }: Resources): void {
    const { smtpDomain, smtpHostedZoneId } = settings;
    new CfnOutput(Stack.of(this), 'SmtpHost', {
      value: `${smtpDomain}:${TLS_PORT}`,
      description: 'Where programs hand in mail by SMTP over TLS: any user name, and an API key as the password.',
    });
    if (smtpHostedZoneId === '') {
      new CfnOutput(Stack.of(this), 'SmtpDomainTarget', {
        value: balancer.loadBalancerDnsName,
        description: `The target for the CNAME record of ${smtpDomain}.`,
      });
      return;
    }
    new CfnRecordSet(this, 'Name', {
      hostedZoneId: smtpHostedZoneId,
      name: smtpDomain,
      type: 'A',
      aliasTarget: {
        dnsName: balancer.loadBalancerDnsName,
        hostedZoneId: balancer.loadBalancerCanonicalHostedZoneId,
      },
    });
  }
}

/** One file with everything in it; where nothing is bundled, the source stands for it. */
function bundleOf(scope: Construct): string {
  const entry = path.join(PROJECT_ROOT, 'submission', 'main.ts');
  if (!Stack.of(scope).bundlingRequired) return entry;
  const outfile = path.join(mkdtempSync(path.join(tmpdir(), 'mailramp-submission-')), 'index.mjs');
  const { outputFiles } = buildSync({
    ...SUBMISSION_BUNDLE,
    absWorkingDir: PROJECT_ROOT,
    entryPoints: [entry],
    outfile,
  });
  writeFileSync(outfile, outputFiles[0]?.contents ?? '');
  return outfile;
}
