import type * as z from 'zod';
import { iso, isoOrNull } from '../../core/clock.ts';
import { causeOf } from '../../core/mail/cause.ts';
import { findPerson } from '../../core/people/find-person.ts';
import type { MailsPorts, PersonMail } from '../../core/people/mails-to.ts';
import { viewDelivery } from '../http/delivery-answer.ts';
import { type Route, route } from '../http/route.ts';
import { personAnswer, personParams } from './schemas.ts';

/** What is known of one address. */
export const peopleRoute = (ports: MailsPorts): Route =>
  route({
    method: 'GET',
    path: '/v1/people/{email}',
    summary: 'Show what is known of an address: suppressions, lists with data, and the mails of the last 90 days',
    role: 'viewer',
    params: personParams,
    answer: personAnswer,
    status: 200,
    handle: async ({ params }) => {
      const { suppressions, mails, ...person } = await findPerson(ports, params.email);
      return {
        body: {
          ...person,
          suppressions: suppressions.map(({ reason, domain, createdAt }) => ({
            reason,
            domain,
            createdAt: iso(createdAt),
          })),
          mails: mails.map(viewMail),
        },
      };
    },
  });

const viewMail = (mail: PersonMail): z.input<typeof personAnswer>['mails'][number] => ({
  ...mail,
  cause: mail.outcome === null ? null : causeOf(mail.outcome, mail.reason),
  at: isoOrNull(mail.at),
  delivery: viewDelivery(mail.delivery),
});
