/** What tells who somebody is, or opens something. In this order: an address holds a host name, a URL both. */
const SECRETS: [RegExp, string][] = [
  [/\bhttps?:\/\/[^\s"'<>]+/gi, '<url>'],
  [/\barn:[^\s"'<>,;)]+/gi, '<arn>'],
  [/[^\s"'<>(),;:]+@[^\s"'<>(),;:]+/g, '<address>'],
  [/\bmr_\w+/g, '<key>'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '<key>'],
  [/\b\d{12}\b/g, '<account>'],
  [/\b(?:[a-z0-9_](?:[a-z0-9-]*[a-z0-9])?\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]+)\b/gi, '<host>'],
];

/** A text without addresses, hosts, accounts and keys, so that it can be passed on. */
export const redact = (text: string): string =>
  SECRETS.reduce((clean, [pattern, name]) => clean.replace(pattern, name), text);
