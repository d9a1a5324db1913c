import { z } from 'zod';
import type { StartMessage, Token } from '../core/queue.ts';

/** The messages of the two queues. One that is not understood throws, and ends in the dead-letter queue. */

const token = z.object({ v: z.literal(1), runId: z.string().min(1).max(64) });
const startMessage = z.object({
  v: z.literal(1),
  taskId: z.string().min(1).max(32),
  scheduledFor: z.iso.datetime({ offset: true }),
});

export const parseToken = (body: string): Token => token.parse(JSON.parse(body));
export const parseStartMessage = (body: string): StartMessage => startMessage.parse(JSON.parse(body));
