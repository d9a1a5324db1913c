import * as z from 'zod';
import { MAIL_OUTCOMES } from '../../core/mail/mailer.ts';
import { Problem } from '../../core/problems.ts';
import { findSubmission } from '../../core/submission/find-submission.ts';
import { MAX_RECIPIENTS, type SubmissionPorts, submitMessage } from '../../core/submission/submit-message.ts';
import { isForNow } from '../../core/transactional/submit-mail.ts';
import { address } from '../http/page.ts';
import { BYTES_WITH_ATTACHMENTS, type Route, route } from '../http/route.ts';

const submissionBody = z.strictObject({
  from: address.describe('The envelope sender, an address of a verified domain.'),
  to: z
    .array(address)
    .min(1)
    .max(MAX_RECIPIENTS)
    .describe('The envelope recipients: each gets the message as a mail of its own, whomever its head names.'),
  message: z
    .base64()
    .min(1)
    .describe('The whole message as RFC 5322 has it, in base64: at most 4.2 MB. Its `From` answers for it.'),
});

const submissionResult = z
  .strictObject({
    email: z.string(),
    mailId: z.string(),
    outcome: z.enum(MAIL_OUTCOMES).nullable(),
    reason: z.string().nullable().describe('Why the mail was not sent, or why the outcome is unknown.'),
  })
  .meta({ id: 'SubmissionResult' });

const retry = z
  .enum(['later', 'never'])
  .nullable()
  .describe('Of a mail that was not sent: whether the same message may be taken later. Else null.');

const submissionAnswer = z
  .strictObject({ submissionId: z.string(), results: z.array(submissionResult) })
  .meta({ id: 'Submission' });

const submittedAnswer = z
  .strictObject({ submissionId: z.string(), results: z.array(submissionResult.extend({ retry })) })
  .meta({ id: 'SubmittedMessage' });

/** Messages that programs wrote whole, and that go out as they are but for a few fields of the head. */
export const submissionRoutes = (ports: SubmissionPorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/submissions',
    summary: 'Hand in a message that is written already, as by SMTP',
    role: 'sender',
    body: submissionBody,
    requestBytes: BYTES_WITH_ATTACHMENTS,
    answer: submittedAnswer,
    status: 201,
    idempotent: true,
    handle: async ({ body, caller, requestKey }) => {
      const { submissionId, copies } = await submitMessage(ports, {
        keyId: caller?.keyId ?? '',
        onlyFrom: null,
        from: body.from,
        to: body.to,
        bytes: Buffer.from(body.message, 'base64'),
        requestKey,
      });
      const results = copies.map((copy) => ({
        email: copy.email,
        mailId: copy.mailId,
        outcome: copy.outcome,
        reason: copy.reason,
        retry: copy.outcome === 'failed' ? retryOf(copy) : null,
      }));
      return { body: { submissionId, results }, headers: { location: `/v1/submissions/${submissionId}` } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/submissions/{submissionId}',
    summary: 'Show what became of the mails of a message that was handed in',
    role: 'viewer',
    params: z.strictObject({ submissionId: z.string() }),
    answer: submissionAnswer,
    status: 200,
    handle: async ({ params: { submissionId } }) => {
      const mails = await findSubmission(submissionId, ports);
      if (mails.length === 0) throw new Problem('not-found', `there is no submission ${submissionId}`);
      const results = mails.map(({ email, mailId, outcome, reason }) => ({ email, mailId, outcome, reason }));
      return { body: { submissionId, results } };
    },
  }),
];

const retryOf = (copy: Parameters<typeof isForNow>[0]): 'later' | 'never' => (isForNow(copy) ? 'later' : 'never');
