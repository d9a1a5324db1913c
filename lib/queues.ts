import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Time-outs of the functions that read the queues. */
export const SENDER_TIMEOUT = Duration.minutes(5);
export const STARTER_TIMEOUT = Duration.minutes(15);
/** Short, so that an import whose importer crashed resumes soon. */
export const IMPORTER_TIMEOUT = Duration.minutes(5);

/** Short, so that an export whose exporter crashed goes on soon. */
export const EXPORTER_TIMEOUT = Duration.minutes(5);

/** One batch takes seconds. */
export const RECORDER_TIMEOUT = Duration.minutes(1);

/** A receiver has 10 s to answer. */
export const NOTIFIER_TIMEOUT = Duration.seconds(30);

/** AWS asks for six times the function's time-out, so that a retry never overlaps the first try. */
const VISIBILITY_FACTOR = 6;
const MAX_RECEIVES = 5;
/**
 * What is no hint is tried for hours. A poll that the account has no invocation for counts as a receive, and in a new
 * account that is one in many.
 */
const PATIENT_RECEIVES = 20;

const CLOSED: QueueProps = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };

/** The queues of hints, each with its dead letters. Losing a message costs time, never a mail. */
export class Queues extends Construct {
  readonly send: Queue;
  readonly sendDeadLetters: Queue;
  readonly start: Queue;
  readonly startDeadLetters: Queue;
  readonly import: Queue;
  readonly importDeadLetters: Queue;
  readonly exports: Queue;
  readonly exportDeadLetters: Queue;
  /** Mail events, which are not hints: a lost one may be a bounce that is never recorded. */
  readonly events: Queue;
  readonly eventDeadLetters: Queue;
  /** Events for webhooks. */
  readonly notices: Queue;
  readonly noticeDeadLetters: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // A dead letter keeps the time at which it was first sent, so these must live longer than the queues' four days.
    this.sendDeadLetters = new Queue(this, 'SendDeadLetters', { ...CLOSED, retentionPeriod: Duration.days(14) });
    this.startDeadLetters = new Queue(this, 'StartDeadLetters', { ...CLOSED, retentionPeriod: Duration.days(14) });
    this.importDeadLetters = new Queue(this, 'ImportDeadLetters', { ...CLOSED, retentionPeriod: Duration.days(14) });
    this.exportDeadLetters = new Queue(this, 'ExportDeadLetters', { ...CLOSED, retentionPeriod: Duration.days(14) });
    this.eventDeadLetters = new Queue(this, 'EventDeadLetters', { ...CLOSED, retentionPeriod: Duration.days(14) });
    this.noticeDeadLetters = new Queue(this, 'NoticeDeadLetters', { ...CLOSED, retentionPeriod: Duration.days(14) });
    this.send = this.queue('Send', SENDER_TIMEOUT, this.sendDeadLetters);
    this.start = this.queue('Start', STARTER_TIMEOUT, this.startDeadLetters);
    this.import = this.queue('Import', IMPORTER_TIMEOUT, this.importDeadLetters);
    this.exports = this.queue('Exports', EXPORTER_TIMEOUT, this.exportDeadLetters);
    this.events = this.queue('Events', RECORDER_TIMEOUT, this.eventDeadLetters, PATIENT_RECEIVES);
    this.notices = this.queue('Notices', NOTIFIER_TIMEOUT, this.noticeDeadLetters, PATIENT_RECEIVES);
  }

  private queue(id: string, functionTimeout: Duration, deadLetters: Queue, maxReceiveCount = MAX_RECEIVES): Queue {
    return new Queue(this, id, {
      ...CLOSED,
      visibilityTimeout: Duration.seconds(VISIBILITY_FACTOR * functionTimeout.toSeconds()),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount },
    });
  }
}
