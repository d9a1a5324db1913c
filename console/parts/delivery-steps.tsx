import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { PersonMail } from '../api/answers.ts';
import { useWords } from '../words/words.tsx';
import { Time } from './time.tsx';

type Delivery = NonNullable<PersonMail['delivery']>;

/** What happened to a mail after it was handed over, step by step. */
export function DeliverySteps({ delivery }: { delivery: Delivery }) {
  const { task, taskPage, suppressions } = useWords();
  const { bounce } = delivery;
  const bounced = `${task.deliveries.bounced}${bounce?.status == null ? '' : ` (${bounce.status})`}`;
  const steps: [label: string, at: string | null][] = [
    [task.deliveries.sent, delivery.sentAt],
    [task.deliveries.delayed, delivery.delayedAt],
    [task.deliveries.delivered, delivery.deliveredAt],
    [bounced, delivery.bouncedAt],
    [task.deliveries.rejected, delivery.rejectedAt],
    [taskPage.readers.opened, delivery.openedAt],
    [taskPage.readers.clicked, delivery.clickedAt],
    [task.deliveries.complained, delivery.complainedAt],
    [suppressions.reasons.unsubscribe, delivery.unsubscribedAt],
  ];
  return (
    <KeyValuePairs
      columns={2}
      items={steps.flatMap(([label, at]) => (at === null ? [] : [{ label, value: <Time at={at} /> }]))}
    />
  );
}
