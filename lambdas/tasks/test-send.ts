import * as z from 'zod';
import { causeOf } from '../../core/mail/cause.ts';
import { MAIL_OUTCOMES } from '../../core/mail/mailer.ts';
import { invalidField } from '../../core/problems.ts';
import { MAX_TEST_ADDRESSES, type TestSend, type TestSendPorts, testSend } from '../../core/transactional/test-send.ts';
import { causeAnswer } from '../http/cause-answer.ts';
import { id } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { mailTimeZone } from '../http/time-zone.ts';

const liquid = z.string().min(1).nullable().optional();

const testSendBody = z.strictObject({
  from: z.string(),
  subject: z.string().min(1).nullable().optional(),
  templateId: id.optional().describe('The stored template that is sent; `content` in place of it sends another one.'),
  content: z
    .strictObject({
      subject: liquid.describe('Liquid.'),
      html: liquid.describe('Liquid; values are escaped. `html` or `text` is required.'),
      text: liquid.describe('Liquid. By default it is made from the HTML.'),
    })
    .optional()
    .describe('A template that is not stored, for instance while it is written.'),
  templateData: z.record(z.string(), z.unknown()).nullable().optional(),
  recipient: z
    .strictObject({ listId: id, email: z.string().describe('The address of the recipient, who gets no mail.') })
    .nullable()
    .optional()
    .describe('A recipient of a list whose data fill the mail, and win over `templateData`.'),
  to: z.array(z.string()).min(1).max(MAX_TEST_ADDRESSES),
  timeZone: mailTimeZone,
});

/** One of the two, and not both. */
function templateIn({ templateId, content }: z.output<typeof testSendBody>): TestSend['template'] {
  if (content !== undefined && templateId !== undefined) {
    throw invalidField('/content', 'must not be given together with templateId', 'not-allowed', { with: 'templateId' });
  }
  if (content !== undefined) {
    const { subject = null, html = null, text = null } = content;
    return { content: { subject, html, text } };
  }
  if (templateId === undefined)
    throw invalidField('/templateId', 'is required without content', 'required', { without: 'content' });
  return { templateId };
}

export const testSendAnswer = z.strictObject({
  results: z.array(
    z.strictObject({
      email: z.string(),
      outcome: z.enum(MAIL_OUTCOMES),
      reason: z.string().nullable(),
      cause: causeAnswer,
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
    handle: async ({ body }) => ({
      body: {
        results: (
          await testSend(ports, {
            from: body.from,
            subject: body.subject ?? null,
            template: templateIn(body),
            templateData: body.templateData ?? {},
            recipient: body.recipient ?? null,
            to: body.to,
            timeZone: body.timeZone,
          })
        ).map((result) => ({ ...result, cause: causeOf(result.outcome, result.reason) })),
      },
    }),
  }),
];
