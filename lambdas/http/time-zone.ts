import * as z from 'zod';
import { isTimeZone, MAX_TIME_ZONE_LENGTH } from '../../core/time-zone.ts';
import { fault } from './text.ts';

/** The zone in which a mail outside of tasks reads and shows its dates, as one of a task does in that of its task. */
export const mailTimeZone = z
  .string()
  .min(1)
  .max(MAX_TIME_ZONE_LENGTH)
  .refine(isTimeZone, fault('must name an IANA time zone, such as Europe/Berlin', 'format', { format: 'time-zone' }))
  .default('UTC')
  .describe('The IANA time zone in which dates are read and shown, for instance `Europe/Berlin`.');
