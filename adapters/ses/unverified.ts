const NOT_VERIFIED = /not verified|unverified (?:sender|address|domain)/i;
const IDENTITIES = /failed the check[^:]*:(?<identities>.*)/i;

/**
 * Whether SES says, in an SMTP reply or an error, that the sender is not verified. In the sandbox it says the same of a
 * recipient, and names him: then the mail is refused and nothing is wrong with the domain.
 */
export const saysSenderUnverified = (text: string, senderDomain: string): boolean => {
  if (!NOT_VERIFIED.test(text)) return false;
  const identities = IDENTITIES.exec(text)?.groups?.identities;
  return identities === undefined || identities.toLowerCase().includes(senderDomain);
};
