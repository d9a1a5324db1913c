/** List prices of us-east-1 in US dollars, November 2026; no free tier. SES's own price per mail is not among them. */
export const PRICES = {
  /** A unit of 1 KB written; twice that in a transaction. */
  writeUnit: 0.625e-6,
  /** A unit of 4 KB read strongly. */
  readUnit: 0.125e-6,
  queueRequest: 0.4e-6,
  schedule: 1e-6,
  s3Put: 5e-6,
  s3Get: 0.4e-6,
  lambdaRequest: 0.2e-6,
  /** arm64 */
  lambdaGbSecond: 1.33334e-5,
} as const;

/** What a design used. */
export type Usage = Record<keyof typeof PRICES, number>;

export const costOf = (usage: Usage): number =>
  (Object.keys(PRICES) as (keyof Usage)[]).reduce((sum, name) => sum + usage[name] * PRICES[name], 0);
