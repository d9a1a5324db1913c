import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { type RecorderEnv, recorderEnv } from '../lambdas/recorder/env.ts';
import { sourceMaxima } from './concurrency.ts';
import { NodeLambda } from './node-lambda.ts';
import { RECORDER_TIMEOUT } from './queues.ts';
import { environmentOf, type Resources } from './resources.ts';

/** Events a call: mails that are recorded together share one row of statistics, and a transaction. */
const BATCH_SIZE = 90;
/** Waiting a little fills the batches, and brings the sending and the delivery of a mail together. */
const BATCH_WINDOW = Duration.seconds(5);

/**
 * All but that SES took a mail: the answer of the call says so already, and where it was lost, delivery or bounce are
 * the evidence. Told as well, it would double what comes back: messages, queue requests and writes.
 */
const EVENTS = Object.values(EmailSendingEvent).filter((event) => event !== EmailSendingEvent.SEND);

export interface MailEventsProps {
  readonly resources: Resources;
}

/** What SES says of mails, on its way to the recorder. Not over EventBridge, which gets SES's events best-effort. */
export class MailEvents extends Construct {
  readonly recorder: NodeLambda;

  constructor(scope: Construct, id: string, { resources }: MailEventsProps) {
    super(scope, id);
    const { events } = resources.queues;
    const topic = new Topic(this, 'Topic', { enforceSSL: true });
    topic.addSubscription(new SqsSubscription(events, { rawMessageDelivery: true }));
    for (const configurationSet of resources.configurationSets.all) {
      configurationSet.addEventDestination('Events', {
        destination: EventDestination.snsTopic(topic),
        events: EVENTS,
      });
    }
    this.recorder = new NodeLambda(this, 'Recorder', {
      name: 'recorder',
      description: 'Records mail events, suppresses addresses that bounced or complained, and reviews reputations.',
      timeout: RECORDER_TIMEOUT,
      memorySize: 1024,
      environment: environmentOf(recorderEnv, resources) satisfies RecorderEnv,
      resources,
    });
    this.recorder.addEventSource(
      new SqsEventSource(events, {
        batchSize: BATCH_SIZE,
        maxBatchingWindow: BATCH_WINDOW,
        reportBatchItemFailures: true,
        maxConcurrency: sourceMaxima(resources.settings).recorder,
      }),
    );
  }
}
