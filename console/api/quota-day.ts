import { productNow } from './product-clock.ts';
import { useSignedIn } from './session.ts';

const MINUTE = 60_000;

/** Quota days as ISO dates: that of now, and that of an instant (ISO 8601). */
export function useQuotaDays(): { today: string; dayOf(at: string): string } {
  const { quotaDayOffsetMinutes } = useSignedIn().product;
  const dayAt = (ms: number): string => new Date(ms + quotaDayOffsetMinutes * MINUTE).toISOString().slice(0, 10);
  return { today: dayAt(productNow()), dayOf: (at) => dayAt(Date.parse(at)) };
}
