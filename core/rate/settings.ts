/** How big the engine's steps are. All derive from the send rate; a simulation sets them to tiny values. */
export interface SendingSettings {
  /** Mails a second for the whole account. */
  rate: number;
  /** The fixed offset of the quota day from UTC, in minutes. */
  quotaDayOffsetMinutes: number;
  /** Most recipients a segment. */
  segmentSize: number;
  /** Maximum number of recipients sent concurrently, and so left in doubt by a crash. */
  windowSize: number;
  /** Most open segments of a run. */
  parallelism: number;
}

/** Smaller steps, where the account allows less than the setting: a window is never more than a second of its mails. */
export function withinAccount(settings: SendingSettings, rate: number | null): SendingSettings {
  if (rate === null || rate >= settings.rate) return settings;
  const own = sendingSettings(rate, settings.quotaDayOffsetMinutes);
  return {
    ...own,
    segmentSize: Math.min(settings.segmentSize, own.segmentSize),
    windowSize: Math.min(settings.windowSize, own.windowSize),
    parallelism: Math.min(settings.parallelism, own.parallelism),
  };
}

/** The least that a sender sends in a second: one window, even when its slowest mail takes almost that long. */
const LEAST_PER_SENDER = 50;

/**
 * The longer a segment, the fewer writes: its row stays below 1 KB, a write unit, and even with the longest reason for
 * each recipient below the 400 KB of an item. Longer ones left a fast account idle where SES is slow
 * (docs/decisions/0055-longer-segments.md).
 */
const MOST_PER_SEGMENT = 650;

/**
 * The sizes for a rate. A slow account gets short segments (at most 20 s), so that a pause or a midnight finds little
 * granted, and never more senders than its rate feeds.
 */
export function sendingSettings(rate: number, quotaDayOffsetMinutes: number): SendingSettings {
  const whole = Math.max(1, Math.floor(rate));
  return {
    rate,
    quotaDayOffsetMinutes,
    segmentSize: Math.min(MOST_PER_SEGMENT, 20 * whole),
    windowSize: Math.min(50, whole),
    parallelism: Math.min(100, Math.ceil(whole / LEAST_PER_SENDER)),
  };
}
