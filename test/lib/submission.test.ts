import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { AwsSolutionsChecks } from 'cdk-nag';
import { build } from 'esbuild';
import { SUBMISSION_BUNDLE } from '../../lib/bundle-options.ts';
import { ITEM_ACTIONS, TABLE_ACCESS } from '../../lib/permissions.ts';
import { CONTAINER_PORT, submissionEnv } from '../../submission/env.ts';
import { SmtpDialogue } from '../support/smtp-dialogue.ts';
import { ROOT, SynthesizedStack } from './synthesized-stack.ts';

const SETTINGS = {
  'mailramp:smtp': true,
  'mailramp:smtpDomain': 'smtp.example.com',
  'mailramp:smtpHostedZoneId': 'Z123',
  'mailramp:smtpTasks': '2',
  'mailramp:smtpCidrs': '203.0.113.0/24, 198.51.100.7/32',
};
const stack = new SynthesizedStack(SETTINGS);

describe('the SMTP server of a stack', () => {
  it('costs not one resource where nobody asked for it', () => {
    const without = new SynthesizedStack();
    expect([...without.resources.keys()].filter((name) => name.startsWith('Submission'))).toEqual([]);
    const types = [...without.resources.values()].map(({ type }) => type);
    expect(types.filter((type) => /EC2|ECS|ElasticLoadBalancing/.test(type))).toEqual([]);
    expect(without.outputs).not.toContain('SmtpHost');
    const added = [...stack.resources.keys()].filter((name) => !without.resources.has(name));
    expect(added.filter((name) => !/^(Submission\/|Alarms\/NoSubmission)/.test(name))).toEqual([]);
  });

  it('is reached by TLS alone, from where the settings say, and through the load balancer', () => {
    const listeners = stack.ofType('AWS::ElasticLoadBalancingV2::Listener').map(([, properties]) => properties);
    expect(listeners).toMatchObject([{ Port: 465, Protocol: 'TLS' }]);
    const groups = stack.properties('Submission/BalancerGroup');
    expect(groups.SecurityGroupIngress).toMatchObject([
      { CidrIp: '203.0.113.0/24', FromPort: 465, ToPort: 465 },
      { CidrIp: '198.51.100.7/32', FromPort: 465, ToPort: 465 },
    ]);
    const intoTasks = stack.ofType('AWS::EC2::SecurityGroupIngress');
    expect(intoTasks).toHaveLength(1);
    expect(intoTasks[0]?.[1]).toMatchObject({ FromPort: CONTAINER_PORT, SourceSecurityGroupId: expect.anything() });
    expect(stack.ofType('AWS::EC2::NatGateway')).toEqual([]);
    expect(stack.ofType('AWS::EC2::VPCEndpoint').map(([, { VpcEndpointType }]) => VpcEndpointType)).toEqual([
      'Gateway',
      'Gateway',
    ]);
  });

  it('runs pinned public images, which fetch the code', () => {
    const { ContainerDefinitions, Cpu, Memory } = stack.properties('Submission/Task') as {
      ContainerDefinitions: Record<string, unknown>[];
      Cpu: string;
      Memory: string;
    };
    expect([Cpu, Memory]).toEqual(['256', '512']);
    for (const { Image } of ContainerDefinitions) expect(Image).toMatch(/^public\.ecr\.aws\/.*@sha256:[0-9a-f]{64}$/);
    const server = ContainerDefinitions.find(({ Name }) => Name === 'Server');
    expect(server).toMatchObject({
      EntryPoint: ['node'],
      Command: ['/code/index.mjs'],
      User: 'node',
      ReadonlyRootFilesystem: true,
      StopTimeout: 120,
      DependsOn: [{ Condition: 'SUCCESS', ContainerName: 'Fetch' }],
    });
    const names = ((server?.Environment ?? []) as { Name: string }[]).map(({ Name }) => Name);
    expect(names.sort()).toEqual([...submissionEnv, 'STACK_NAME'].sort());
    expect(stack.properties('Submission/Service/Service')).toMatchObject({ DesiredCount: 2 });
  });

  it('may do what handing over a mail needs, and read no secret', () => {
    const { Statement } = stack.properties('Submission/Task/TaskRole/DefaultPolicy').PolicyDocument as {
      Statement: { Sid: string; Effect: string; Action: string | string[] }[];
    };
    const bySid = new Map(Statement.map((statement) => [statement.Sid, statement]));
    expect([...bySid.keys()].sort()).toEqual([
      'AudienceTable',
      'ContentTable',
      'MailTable',
      'MakeNoKeys',
      'MakeNoSessions',
      'NoAnswers',
      'NoLinkKeys',
      'NoSmtpPasswords',
      'NoWebhooks',
      'OwnCode',
      'ReadSendingLimits',
      'SendAsOwnIdentities',
      'SendWithOwnConfigurationSet',
      'WarmUpTable',
      'WhichTables',
    ]);
    expect(bySid.get('AudienceTable')?.Action).toEqual([...TABLE_ACCESS.read]);
    expect(bySid.get('ContentTable')?.Action).toEqual([...TABLE_ACCESS.read]);
    expect(bySid.get('WarmUpTable')?.Action).toEqual([...TABLE_ACCESS.update]);
    expect(bySid.get('MailTable')?.Action).toEqual([...TABLE_ACCESS.update]);
    expect(bySid.get('NoSmtpPasswords')).toMatchObject({ Effect: 'Deny', Action: [...ITEM_ACTIONS.write] });
    expect(bySid.get('OwnCode')?.Action).toBe('s3:GetObject');
  });

  it('has an alarm, and names where programs reach it', () => {
    expect(stack.properties('Alarms/NoSubmission')).toMatchObject({
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
    expect(stack.outputs).toContain('SmtpHost');
  });

  it('passes the rules for safe stacks', () => {
    expect(new AwsSolutionsChecks(stack.app).validateScope(stack.stack).violations).toEqual([]);
  });

  it.each([
    [{ 'mailramp:smtp': true }, 'the setting mailramp:smtpDomain is missing: mailramp:smtp needs it'],
    [
      { 'mailramp:smtp': true, 'mailramp:smtpDomain': 'smtp.example.com' },
      'the setting mailramp:smtpDomain needs mailramp:smtpCertificateArn or mailramp:smtpHostedZoneId',
    ],
    [{ 'mailramp:smtpCidrs': 'everywhere' }, 'the setting mailramp:smtpCidrs must be ranges'],
    [{ 'mailramp:smtpTasks': 11 }, 'the setting mailramp:smtpTasks must be a whole number from 1 to 10'],
  ])('refuses the settings %j', (settings, message) => {
    expect(() => new SynthesizedStack(settings)).toThrow(message);
  });
});

describe('the code of the container', () => {
  let folder: string | undefined;
  let child: ChildProcess | undefined;
  afterAll(async () => {
    child?.kill('SIGKILL');
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  it('starts by its command, answers programs, and ends at SIGTERM', async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mailramp-container-'));
    const file = path.join(folder, 'index.mjs');
    const entryPoints = [path.join(ROOT, 'submission', 'main.ts')];
    const { outputFiles } = await build({ ...SUBMISSION_BUNDLE, absWorkingDir: ROOT, entryPoints, outfile: file });
    await writeFile(file, outputFiles[0]?.contents ?? '');
    const env = Object.fromEntries(submissionEnv.map((name) => [name, '1']));
    child = spawn(process.execPath, [file], {
      env: { ...env, SENDING_POOLS: '{}', AWS_REGION: 'us-east-1', STACK_NAME: 'Mailramp' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const chunk of child.stdout ?? []) if (String(chunk).includes('smtp-listens')) break;
    const dialogue = await SmtpDialogue.open(CONTAINER_PORT);
    await dialogue.say('EHLO program.test');
    expect(await dialogue.say('MAIL FROM:<a@shop.test>')).toMatch(/^530 5\.7\.0/);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(await dialogue.reply()).toMatch(/^421/);
  });
});
