import type { Email } from '../insight/find-emails.ts';
import type { Tables } from '../tables.ts';
import { findTransactionalEmails } from '../transactional/find-transactional-emails.ts';
import { mailIdsOf } from '../transactional/send-email.ts';
import { MAX_RECIPIENTS } from './submit-message.ts';

/** The form of the id of a message: that of its mails begins with it. */
const SUBMISSION_ID = /^mail-[0-9a-f]{32}$/;

/** The mails of a message that a program handed in, as they are now; none when there is no such message. One read. */
export async function findSubmission(submissionId: string, { tables }: { tables: Tables }): Promise<Email[]> {
  if (!SUBMISSION_ID.test(submissionId)) return [];
  const ids = [submissionId, ...mailIdsOf(submissionId, MAX_RECIPIENTS)];
  const found = await findTransactionalEmails(ids, { tables });
  return found.filter((email): email is Email => email?.via === 'smtp');
}
