/** What mail servers say in words: SES says the same in SMTP replies and in errors of its API. */

const NOT_VERIFIED = /not verified|unverified (?:sender|address|domain)/i;
const IDENTITIES = /failed the check[^:]*:(?<identities>.*)/is;
/** As SES and Google say it of the account, not of a mailbox. */
const DAILY_QUOTA = /\bdaily (?:message|user|smtp|sending)\b.*\b(?:quota|limit)/i;

/**
 * Whether the sender is not verified. In the sandbox SES says the same of a recipient, and names him: then the mail is
 * refused and nothing is wrong with the domain.
 */
export const saysSenderUnverified = (text: string, senderDomain: string): boolean => {
  if (!NOT_VERIFIED.test(text)) return false;
  const identities = IDENTITIES.exec(text)?.groups?.identities;
  return identities === undefined || identities.toLowerCase().includes(senderDomain);
};

/** Whether a recipient is refused because nobody has verified him, as only an account in the sandbox is told. */
export const saysSandbox = (text: string): boolean => NOT_VERIFIED.test(text) && IDENTITIES.test(text);

/** What to do about it, in words: the reason of whoever is not mailed because of it. */
export const IN_SANDBOX =
  'the account is in the SES sandbox and mails verified addresses only: ask for production access in the SES console';

/** Whether the account's quota of the day is used up. */
export const saysDailyQuotaUsedUp = (text: string): boolean => DAILY_QUOTA.test(text);

/** One line of at most 200 characters: replies go into rows and answers, whole mails never. */
export const shorten = (text: string): string => {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
};
