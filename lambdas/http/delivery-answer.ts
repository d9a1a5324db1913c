import * as z from 'zod';
import { isoOrNull } from '../../core/clock.ts';
import { type Delivery, MAIL_STATUSES } from '../../core/insight/mail-item.ts';
import { BOUNCE_KINDS } from '../../core/mail/mail-event.ts';

const instant = z.string().meta({ format: 'date-time' }).nullable();

/** What happened to a mail after it was handed over, in an answer; null as long as nothing was heard. */
export const deliveryAnswer = z
  .strictObject({
    status: z
      .enum(MAIL_STATUSES)
      .meta({ description: 'The last step that counts; a complaint outweighs an earlier delivery.' }),
    sentAt: instant,
    deliveredAt: instant,
    delayedAt: instant,
    bouncedAt: instant,
    complainedAt: instant,
    rejectedAt: instant,
    openedAt: instant,
    clickedAt: instant,
    unsubscribedAt: instant,
    bounce: z
      .strictObject({
        kind: z.enum(BOUNCE_KINDS),
        status: z.string().nullable().meta({ description: 'The enhanced status code, e.g. 5.1.1.' }),
        isSpam: z.boolean(),
      })
      .nullable(),
  })
  .meta({ id: 'Delivery' });

export const viewDelivery = (delivery: Delivery | null): z.infer<typeof deliveryAnswer> | null =>
  delivery && {
    status: delivery.status,
    sentAt: isoOrNull(delivery.sentAt),
    deliveredAt: isoOrNull(delivery.deliveredAt),
    delayedAt: isoOrNull(delivery.delayedAt),
    bouncedAt: isoOrNull(delivery.bouncedAt),
    complainedAt: isoOrNull(delivery.complainedAt),
    rejectedAt: isoOrNull(delivery.rejectedAt),
    openedAt: isoOrNull(delivery.openedAt),
    clickedAt: isoOrNull(delivery.clickedAt),
    unsubscribedAt: isoOrNull(delivery.unsubscribedAt),
    bounce: delivery.bounce,
  };
