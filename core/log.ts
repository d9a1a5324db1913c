/** Facts worth keeping about an event. Never an e-mail address or a secret. */
export type LogFields = Record<string, string | number | boolean | null | undefined>;

/** Structured log lines, one object a line. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, error: unknown, fields?: LogFields): void;
}
