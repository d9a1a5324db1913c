/** List prices of us-east-1 in US dollars, November 2026; no free tier. SES's own price per mail is not among them. */
export const PRICES = {
  /** A unit of 1 KB written; twice that in a transaction. */
  writeUnit: 0.625e-6,
  /** A unit of 4 KB read strongly. */
  readUnit: 0.125e-6,
  queueRequest: 0.4e-6,
  /** Published to a topic; handing it on to a queue is free. */
  notification: 0.5e-6,
  schedule: 1e-6,
  s3Put: 5e-6,
  s3Get: 0.4e-6,
  lambdaRequest: 0.2e-6,
  /** arm64 */
  lambdaGbSecond: 1.33334e-5,
  logByte: 0.5e-9,
} as const;

/** A request of an HTTP API, of 512 KB at most. */
export const GATEWAY_REQUEST = 1e-6;

/** Items that are billed per month, used or not; logs by the bytes written. */
export const STANDING_PRICES = {
  alarmMetric: 0.1,
  /** A metric of one's own, by the hours in which it gets values. */
  ownMetric: 0.3,
  dashboard: 3,
  logGb: 0.5,
  secret: 0.4,
  key: 1,
} as const;

/** A GB that is kept for a month. */
export const STORAGE_PRICES = {
  table: 0.25,
  /** Point-in-time recovery, of the same bytes. */
  backup: 0.2,
  object: 0.023,
} as const;

/** What SES asks for a thousand mails on the plans that have no fee, up to ten million a month. */
export const SES_PRICES = { 'à la carte': 0.1, Essentials: 0.16 } as const;

/** What a design used. */
export type Usage = Record<keyof typeof PRICES, number>;

export const costOf = (usage: Usage): number =>
  (Object.keys(PRICES) as (keyof Usage)[]).reduce((sum, name) => sum + usage[name] * PRICES[name], 0);
