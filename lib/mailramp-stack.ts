import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { Api } from './api.ts';
import { ConfigurationSets } from './configuration-sets.ts';
import { Console } from './console.ts';
import { Dashboard } from './dashboard.ts';
import { Exporting } from './exporting.ts';
import { FirstApiKey, KeySeeding } from './first-api-key.ts';
import { HttpApi } from './http-api.ts';
import { Importing } from './importing.ts';
import { MailEvents } from './mail-events.ts';
import { Notifying } from './notifying.ts';
import { Objects } from './objects.ts';
import { Queues } from './queues.ts';
import { Reconciliation } from './reconciliation.ts';
import type { Resources } from './resources.ts';
import { SelfTesting } from './self-testing.ts';
import { Sending } from './sending.ts';
import type { Settings } from './settings.ts';
import { Starting } from './starting.ts';
import { Submission } from './submission.ts';
import { TableProtection } from './table-protection.ts';
import { Tables } from './tables.ts';
import { TaskSchedules } from './task-schedules.ts';
import { CredentialMaster, Tencent } from './tencent.ts';

export interface MailrampStackProps extends StackProps {
  readonly settings: Settings;
  /** The built web console; nothing of it is read where no function is bundled. */
  readonly consoleFolder: string;
}

/** The complete product. The stack only composes; each construct is one capability. */
export class MailrampStack extends Stack {
  constructor(scope: Construct, id: string, { settings, consoleFolder, ...props }: MailrampStackProps) {
    super(scope, id, { description: 'mailramp: bulk e-mail campaigns with automatic domain warm-up.', ...props });
    const { retainData } = settings;

    const api = new HttpApi(this, 'HttpApi', { settings });
    const queues = new Queues(this, 'Queues');
    const configurationSets = new ConfigurationSets(this, 'ConfigurationSets', settings);
    const resources: Resources = {
      tables: new Tables(this, 'Tables', settings),
      objects: new Objects(this, 'Objects', { retainData, uploadsFrom: api.origins }),
      queues,
      schedules: new TaskSchedules(this, 'TaskSchedules', { queues }),
      firstApiKey: new FirstApiKey(this, 'FirstApiKey'),
      credentialMaster: settings.tencentApi ? new CredentialMaster(this, 'CredentialMaster') : null,
      functions: new Map(),
      configurationSets,
      identityTag: this.stackName,
      identityArnPrefix: this.formatArn({ service: 'ses', resource: 'identity', resourceName: '' }),
      publicUrl: api.url,
      settings,
    };

    // The API invokes the sender, to test it.
    const { sender } = new Sending(this, 'Sending', { resources });
    const calls = new Api(this, 'Api', { api, resources });
    const ways = settings.tencentApi ? [new Tencent(this, 'Tencent', { api, resources })] : [];
    new Console(this, 'Console', { api, resources, folder: consoleFolder });
    const { starter } = new Starting(this, 'Starting', { resources });
    const { reconciler } = new Reconciliation(this, 'Reconciliation', { resources });
    new Importing(this, 'Importing', { resources });
    new Exporting(this, 'Exporting', { resources });
    const events = new MailEvents(this, 'MailEvents', { resources });
    new Notifying(this, 'Notifying', { resources });
    const firstKey = new KeySeeding(this, 'KeySeeding', { resources });
    new SelfTesting(this, 'SelfTesting', { resources, after: [api, calls, events, firstKey, ...ways] });
    const { recorder } = events;
    const submission = settings.smtp ? new Submission(this, 'Submission', { resources }) : null;
    if (settings.alarms !== 'none')
      new Alarms(this, 'Alarms', { resources, api, sender, starter, recorder, reconciler, submission });
    if (settings.dashboard) new Dashboard(this, 'Dashboard', { resources });

    new TableProtection(this, 'TableProtection', {
      resources,
      isProtected: retainData,
      after: [...this.node.children],
    });

    new CfnOutput(this, 'ApiUrl', { value: api.url, description: 'Where the API answers.' });
    new CfnOutput(this, 'ApiKeySecret', {
      value: resources.firstApiKey.secretName,
      description: 'Name of the secret with the first admin API key.',
    });
  }
}
