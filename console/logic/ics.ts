import { dayAfter } from './days.ts';

/** An entry of a calendar that lasts a day. */
export interface IcsEvent {
  /** The same for the same event, whenever it is exported: another export replaces it. */
  uid: string;
  /** As an ISO date. */
  day: string;
  title: string;
}

/** The most bytes of a line; longer ones go on in the next (RFC 5545, 3.1). */
const LINE = 75;

const escaped = (text: string): string => text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r\n|\r|\n/g, '\\n');

const compact = (iso: string): string => iso.replace(/[-:]|\.\d+/g, '');

/** Events as an iCalendar file (RFC 5545). `now`: ISO 8601. */
export function icsOf(events: readonly IcsEvent[], now: string): string {
  const lines = events.flatMap(({ uid, day, title }) => [
    'BEGIN:VEVENT',
    `UID:${escaped(uid)}@mailramp`,
    `DTSTAMP:${compact(now)}`,
    `DTSTART;VALUE=DATE:${compact(day)}`,
    `DTEND;VALUE=DATE:${compact(dayAfter(day))}`,
    `SUMMARY:${escaped(title)}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]);
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//mailramp//console//EN', ...lines, 'END:VCALENDAR']
    .map((line) => `${folded(line)}\r\n`)
    .join('');
}

/** Never cuts a character in two: its bytes stay together. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  let text = '';
  let room = LINE;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (size > room) {
      text += '\r\n ';
      room = LINE - 1;
    }
    text += character;
    room -= size;
  }
  return text;
}
