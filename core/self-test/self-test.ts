import { type Clock, type Instant, MINUTE, SECOND } from '../clock.ts';
import type { Random } from '../random.ts';
import type { DomainState, HandedOver, Heard, ProductUnderTest } from './product-under-test.ts';
import { checkAccount, checkDns, chooseDomain } from './readiness.ts';
import type { Check } from './report.ts';

/** Events of the simulator take seconds; an event that has not come by then is missing. */
const WAIT_AT_MOST = 2 * MINUTE;
const LOOK_EVERY = SECOND;
const LOCAL_PART = 'mailramp-self-test';

export interface SelfTestReport {
  /** `passed`: every mail came all the way round. `incomplete`: no mail could be sent yet. */
  verdict: 'passed' | 'incomplete' | 'failed';
  /** The domain that sent; null when there is none that may. */
  domain: string | null;
  checks: Check[];
}

export interface SelfTestPorts {
  product: ProductUnderTest;
  clock: Clock;
  random: Random;
  /** Hears of each check as soon as it is done. */
  onCheck?: (check: Check) => void;
}

/**
 * Sends three transactional mails to SES's mailbox simulator, one of them by the function that sends campaigns, waits
 * until acceptance, delivery, bounce, complaint and unsubscribe have all been recorded, and reports missing parts. Such
 * mail affects no reputation, raises no level of the warm-up, and leaves no address suppressed
 * (docs/decisions/0026-the-self-test-sends-transactional-mail.md). `domain`: the sending domain; null for any verified
 * one.
 */
export async function selfTest(ports: SelfTestPorts, domain: string | null): Promise<SelfTestReport> {
  const checks: Check[] = [];
  const note = (...more: Check[]): void => {
    for (const check of more) {
      checks.push(check);
      ports.onCheck?.(check);
    }
  };
  const account = await ports.product.account();
  note(checkAccount(account, ports.product.remedies));
  const chosen = chooseDomain(await ports.product.domains(), domain, ports.product.remedies);
  note(chosen.check);
  if (chosen.domain === null) return { verdict: 'incomplete', domain: null, checks };
  note(checkDns(chosen.domain));
  if (account.heldBy !== null) return { verdict: 'incomplete', domain: chosen.domain.domain, checks };
  await testMails(ports, chosen.domain, note);
  const isBroken = checks.some(({ result }) => result === 'failed');
  return { verdict: isBroken ? 'failed' : 'passed', domain: chosen.domain.domain, checks };
}

/** One mail to the simulator. */
interface TestMail {
  email: string;
  mailId: string;
}

async function testMails(
  { product, clock, random }: SelfTestPorts,
  { domain }: DomainState,
  note: (...checks: Check[]) => void,
): Promise<void> {
  const label = `mailramp-${random.id().slice(0, 12)}`;
  const from = `${LOCAL_PART}@${domain}`;
  const addressOf = (name: string) => `${name}+${label}@simulator.amazonses.com`;
  const hand = async (name: string): Promise<HandedOver> => product.send({ from, to: addressOf(name) });
  // By the function that sends campaigns: what it may not do is better found here than by a run.
  const success = await product.sendAsSender({ from, to: addressOf('success') });
  const bounce = success.outcome === 'sent' ? await hand('bounce') : success;
  const complaint = bounce.outcome === 'sent' ? await hand('complaint') : bounce;
  note(checkAcceptance([success, bounce, complaint]));
  const mailOf = (name: string, { mailId, outcome }: HandedOver): TestMail | null =>
    outcome === 'sent' && mailId !== null ? { email: addressOf(name), mailId } : null;
  const sent = {
    delivery: mailOf('success', success),
    bounce: mailOf('bounce', bounce),
    complaint: mailOf('complaint', complaint),
  };
  const giveUpAt = clock.now() + WAIT_AT_MOST;
  const wait = (mail: TestMail, fact: keyof Heard) => hear({ product, clock }, mail, fact, giveUpAt);
  try {
    // The link first: its event takes its time while the others are waited for.
    const unsubscribed = sent.delivery && (await unsubscribe(product, domain, sent.delivery));
    if (sent.delivery) note(checkHeard('delivery', await wait(sent.delivery, 'delivered')));
    if (sent.bounce) note(checkHeard('bounce', await wait(sent.bounce, 'bounced')));
    if (sent.complaint) note(checkHeard('complaint', await wait(sent.complaint, 'complained')));
    if (sent.delivery) note(unsubscribed ?? checkHeard('unsubscribe', await wait(sent.delivery, 'unsubscribed')));
  } finally {
    await clear(product, Object.values(sent));
  }
}

/** These addresses have no reader, but the list of suppressions is for people. */
async function clear(product: ProductUnderTest, mails: (TestMail | null)[]): Promise<void> {
  for (const mail of mails) if (mail) await product.allow(mail.email);
}

/** The fault; null when the link did what it should. */
async function unsubscribe(
  product: ProductUnderTest,
  domain: string,
  { email, mailId }: TestMail,
): Promise<Check | null> {
  const fault = await product.unsubscribe({ email, domain, mailId });
  if (fault !== null) return { name: 'unsubscribe', result: 'failed', detail: fault };
  if (await product.isUnsubscribed({ email, domain })) return null;
  return { name: 'unsubscribe', result: 'failed', detail: 'the link was followed, but the address is not suppressed' };
}

/** Milliseconds until the product recorded it; null when it did not in time. */
async function hear(
  { product, clock }: { product: ProductUnderTest; clock: Clock },
  { mailId }: TestMail,
  fact: keyof Heard,
  giveUpAt: Instant,
): Promise<number | null> {
  const startedAt = giveUpAt - WAIT_AT_MOST;
  for (;;) {
    if ((await product.heardOf(mailId))[fact]) return clock.now() - startedAt;
    if (clock.now() >= giveUpAt) return null;
    await clock.sleep(LOOK_EVERY);
  }
}

function checkAcceptance(mails: HandedOver[]): Check {
  const refused = mails.find(({ outcome }) => outcome !== 'sent');
  const by = refused === mails[0] ? 'of the sender' : 'of the API';
  if (!refused) return { name: 'acceptance', result: 'ok', detail: `${mails.length} mails were accepted` };
  return {
    name: 'acceptance',
    result: 'failed',
    detail: `a mail ${by} was not accepted: ${refused.reason ?? refused.outcome}`,
  };
}

/** How events reach the product. */
const WAY: Record<'delivery' | 'bounce' | 'complaint' | 'unsubscribe', string> = {
  delivery:
    'the events of SES did not arrive: look at its configuration set, the topic, the event queue and the recorder',
  bounce: 'the event of the bounce did not arrive: look at the event queue and the recorder',
  complaint: 'the event of the complaint did not arrive: look at the event queue and the recorder',
  unsubscribe: 'the unsubscribe was stored but not counted: look at the event queue and the recorder',
};

function checkHeard(name: keyof typeof WAY, afterMs: number | null): Check {
  if (afterMs === null) return { name, result: 'failed', detail: `${WAY[name]} (${WAIT_AT_MOST / MINUTE} minutes)` };
  return { name, result: 'ok', detail: `came round within ${Math.max(1, Math.ceil(afterMs / SECOND))} s` };
}

/** A report in one line: the verdict, and everything that is not in order. */
export function summaryOf({ verdict, checks }: SelfTestReport): string {
  const rest = checks.filter(({ result }) => result !== 'ok').map(({ name, detail }) => `${name}: ${detail}`);
  return [verdict, ...rest].join('; ');
}
