/** The words of mail servers: SES uses the same ones in SMTP replies and in errors of its API. */

const NOT_VERIFIED = /not verified|unverified (?:sender|address|domain)/i;
const IDENTITIES = /failed the check[^:]*:(?<identities>.*)/is;
/** The words of SES and Google about the account, not about a mailbox. */
const DAILY_QUOTA = /\bdaily (?:message|user|smtp|sending)\b.*\b(?:quota|limit)/i;

/**
 * Whether the sender is not verified. In the sandbox SES says the same of a recipient, and names it: then the mail is
 * refused and the domain is in order.
 */
export const saysSenderUnverified = (text: string, senderDomain: string): boolean => {
  if (!NOT_VERIFIED.test(text)) return false;
  const identities = IDENTITIES.exec(text)?.groups?.identities;
  return identities === undefined || identities.toLowerCase().includes(senderDomain);
};

/** Whether a recipient is refused as not verified, which happens only to an account in the sandbox. */
export const saysSandbox = (text: string): boolean => NOT_VERIFIED.test(text) && IDENTITIES.test(text);

/** The remedy in words: the reason of a recipient that is not mailed because of it. */
export const IN_SANDBOX =
  'the account is in the SES sandbox and mails verified addresses only: ask for production access in the SES console';

/** Whether the account's quota of the day is used up. */
export const saysDailyQuotaUsedUp = (text: string): boolean => DAILY_QUOTA.test(text);

/** One line of at most 200 characters: replies go into rows and answers, whole mails never. */
export const shorten = (text: string): string => {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
};
