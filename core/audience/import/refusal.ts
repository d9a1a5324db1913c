import { MAX_RECIPIENT_DATA_BYTES } from '../add-recipients.ts';
import { ADDRESS_FAULT_TEXTS, ADDRESS_FAULTS, type AddressFault } from '../address-fault.ts';
import { SUPPRESSION_FAULT_TEXTS, SUPPRESSION_FAULTS, type SuppressionFault } from './suppression-rows.ts';

/** Why a row of a file is refused. */
export const ROW_FAULTS = [...ADDRESS_FAULTS, 'surplus-fields', 'unreadable', ...SUPPRESSION_FAULTS] as const;
export type RowFault = AddressFault | SuppressionFault | 'surplus-fields' | 'unreadable';

const FAULT_TEXTS = { ...ADDRESS_FAULT_TEXTS, ...SUPPRESSION_FAULT_TEXTS };

/** What the file of bad rows says of a row, for programs; `shortened`: it was taken without its longest values. */
export const REPORT_CODES = [...ROW_FAULTS, 'shortened'] as const;
export type ReportCode = (typeof REPORT_CODES)[number];

export const isReportCode = (text: string): boolean => REPORT_CODES.some((code) => code === text);

const SHORTENED = 'is in the list without';
const UNREADABLE = 'has letters that cannot be read in the encoding of the file';
const SURPLUS = /^has \d+ fields, the header has \d+$/;

/** The reason of a refused row, for people. */
export function reasonOf(fault: RowFault, fields: { row: number; header: number }): string {
  if (fault === 'unreadable') return UNREADABLE;
  if (fault === 'surplus-fields') return `has ${fields.row} fields, the header has ${fields.header}`;
  return FAULT_TEXTS[fault];
}

/** The reason of a row whose recipient was added without some of its values. */
export const shortenedReason = (names: string[]): string =>
  `${SHORTENED} ${names.map((name) => `"${name.slice(0, 100)}"`).join(', ')}: a recipient has at most ${MAX_RECIPIENT_DATA_BYTES} bytes of data`;

/** Whether a text is a reason that stands in files of bad rows. */
export const isRefusedReason = (text: string): boolean =>
  text.startsWith(SHORTENED) ||
  text === UNREADABLE ||
  SURPLUS.test(text) ||
  Object.values<string>(FAULT_TEXTS).includes(text);
