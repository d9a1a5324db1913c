import * as z from 'zod';
import { MAIL_OUTCOMES } from '../../core/mail/mailer.ts';
import { MAX_TEST_ADDRESSES, type TestSendPorts, testSend } from '../../core/transactional/test-send.ts';
import { id } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { mailTimeZone } from '../http/time-zone.ts';

const testSendBody = z.strictObject({
  from: z.string(),
  subject: z.string().min(1).nullable().optional(),
  templateId: id,
  templateData: z.record(z.string(), z.unknown()).nullable().optional(),
  to: z.array(z.string()).min(1).max(MAX_TEST_ADDRESSES),
  timeZone: mailTimeZone,
});

const testSendAnswer = z.strictObject({
  results: z.array(
    z.strictObject({
      email: z.string(),
      outcome: z.enum(MAIL_OUTCOMES),
      reason: z.string().nullable(),
      mailId: z.string(),
    }),
  ),
});

/** Mails that show how a template looks. They are sent by the function that may send, that of the tasks. */
export const testSendRoutes = (ports: TestSendPorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/test-sends',
    summary: `Send a template to 1 to ${MAX_TEST_ADDRESSES} addresses now, as a test`,
    role: 'sender',
    body: testSendBody,
    answer: testSendAnswer,
    status: 200,
    idempotent: true,
    handle: async ({ body: { from, subject, templateId, templateData, to, timeZone } }) => ({
      body: {
        results: await testSend(ports, {
          from,
          subject: subject ?? null,
          templateId,
          templateData: templateData ?? {},
          to,
          timeZone,
        }),
      },
    }),
  }),
];
