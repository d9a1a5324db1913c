import { addressIn, domainIn } from '../audience/address.ts';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { UnsubscribeLinks } from './links.ts';

export interface WriteLinkPorts {
  clock: Clock;
  random: Random;
  unsubscribeLinks: UnsubscribeLinks;
}

/**
 * The address of the unsubscribe page of a reader and domain, for programs that write their own mails; `mailId`, if
 * given, is the mail that it is counted for. Throws `invalid-request`.
 */
export async function writeUnsubscribeLink(
  { clock, random, unsubscribeLinks }: WriteLinkPorts,
  given: { email: string; domain: string; mailId: string | null },
): Promise<string> {
  const email = addressIn('/email', given.email);
  const domain = domainIn('/domain', given.domain);
  const write = await unsubscribeLinks.load();
  return write({
    email,
    domain,
    mailId: given.mailId ?? `link-${random.id()}`,
    sentAt: clock.now(),
  });
}
