/** Maximum length of the name of a time zone, in characters; the longest of the IANA database has 32. */
export const MAX_TIME_ZONE_LENGTH = 64;

/** Whether a text names a time zone of the IANA database. A bare offset such as `+09:00` does not. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
