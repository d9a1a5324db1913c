export type CheckName =
  | 'account'
  | 'domain'
  | 'dns'
  | 'acceptance'
  | 'delivery'
  | 'bounce'
  | 'complaint'
  | 'unsubscribe';

/** `missing`: nothing is broken, but something is still to be done before campaigns go well. */
type CheckResult = 'ok' | 'missing' | 'failed';

export interface Check {
  name: CheckName;
  result: CheckResult;
  /** In plain words: the finding, or the remedy. */
  detail: string;
}
