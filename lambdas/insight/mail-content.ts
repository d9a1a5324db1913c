import { readMailContent } from '../../core/insight/mail-content.ts';
import { type Route, route } from '../http/route.ts';
import { emailParams, mailContentAnswer } from './schemas.ts';

/** The mail itself. */
export const mailContentRoute = (ports: Parameters<typeof readMailContent>[1]): Route =>
  route({
    method: 'GET',
    path: '/v1/emails/{mailId}/content',
    summary:
      'Show a mail of a task as it was sent, with a sample in place of its link to unsubscribe; the text of single mails is not kept',
    role: 'viewer',
    params: emailParams,
    answer: mailContentAnswer,
    status: 200,
    handle: async ({ params: { mailId } }) => {
      const { headers, ...content } = await readMailContent(mailId, ports);
      return {
        body: { ...content, headers: Object.entries(headers).map(([name, value]) => ({ name, value })) },
      };
    },
  });
