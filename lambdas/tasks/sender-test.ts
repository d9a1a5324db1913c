import * as z from 'zod';
import { SIMULATOR_FORM } from '../../core/mail/mail-event.ts';
import { type SendEmailPorts, sendEmail } from '../../core/transactional/send-email.ts';
import { type Route, route } from '../http/route.ts';
import { sentEmailAnswer } from './emails.ts';
import { mailbox } from './schemas.ts';

const senderTestBody = z.strictObject({
  from: mailbox.describe('An address of a verified domain, with or without a name.'),
  to: z
    .string()
    .regex(SIMULATOR_FORM, 'must be an address of the SES simulator')
    .describe('An address of the SES simulator.'),
});

const TEXT = 'A mail of the self-test, to the simulator of SES, by the function that sends campaigns.';

/** A mail by the function that sends campaigns: what it may not do is found here, and not by a run. */
export const senderTestRoutes = (ports: SendEmailPorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/account/sender-test',
    summary: 'Send one mail to the SES simulator by the function that sends campaigns, to test its rights',
    role: 'sender',
    body: senderTestBody,
    answer: sentEmailAnswer,
    status: 200,
    handle: async ({ body }) => {
      const own = { subject: 'mailramp self-test', html: null, text: TEXT, templateId: null };
      const rest = { templateData: {}, attachments: [], replyTo: null };
      return { body: await sendEmail(ports, { ...body, ...own, ...rest }, null) };
    },
  }),
];
