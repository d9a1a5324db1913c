export interface WebhookRequest {
  url: string;
  /** `whsec_…`, for the signature. */
  secret: string;
  /** While a receiver may still know only the secret before this one: it signs, too. */
  olderSecret?: string;
  /** Of the event: the same for every attempt. */
  id: string;
  body: string;
}

/** `status` of any answer, or the reason why there was none. */
export type WebhookAnswer = { kind: 'answered'; status: number } | { kind: 'unreachable'; reason: string };

/** The servers of webhooks. */
export interface Receivers {
  /** Why an address may not be called, for instance because it is private. Null when it may, as far as is known now. */
  refusal(url: string): Promise<string | null>;
  /**
   * Sends a request, signed for the time at which it goes out, to an address that may be called, without following
   * redirects or reading the answer's body. Never throws, and answers within 10 seconds.
   */
  post(request: WebhookRequest): Promise<WebhookAnswer>;
}
