import type { NewRecipient } from '../add-recipients.ts';
import { trimInvisible } from '../invisible.ts';

/** Maximum number of columns of data that are taken. */
export const MAX_COLUMNS = 50;
/** Maximum length of a name of a column that a request names, in characters; longer ones are shown cut. */
export const MAX_COLUMN_NAME_LENGTH = 200;
/** Highest place of a column, from 0, that a request names: far beyond what spreadsheets have. */
export const MAX_COLUMN_INDEX = 100_000;
/** Names of columns that are quoted in a reason. */
const QUOTED_NAMES = 20;
const QUOTED_LENGTH = 40;

/** Names of the address column in many languages and programs, without case, accents and signs; the first one found. */
const ADDRESS_COLUMNS = [
  ...['email', 'emailaddress', 'mail', 'mailaddress', 'email1value', 'emailvalue', 'emailaddress1', 'email1'],
  ...['primaryemail', 'subscriberemail', 'contactemail', 'customeremail', 'useremail', 'recipientemail', 'emailid'],
  ...['emailadresse', 'mailadresse', 'adresseemail', 'adressemail', 'adresseelectronique', 'courriel'],
  ...['adressecourriel', 'adressedemessagerie', 'correoelectronico', 'direcciondecorreoelectronico', 'correo'],
  ...['direcciondecorreo', 'enderecodeemail', 'correioeletronico', 'indirizzoemail', 'postaelettronica'],
  ...['indirizzodipostaelettronica', 'emailadres', 'mailadres', 'epost', 'epostadress', 'epostadresse'],
  ...['sahkoposti', 'sahkopostiosoite', 'adresemail', 'adrespocztyelektronicznej', 'emailovaadresa', 'emailcim'],
  ...['adresadeemail', 'adresaemail', 'eposta', 'epostaadresi', 'электроннаяпочта', 'элпочта', 'почта', 'имеил'],
  ...['адресэлектроннойпочты', 'адресэлпочты', 'емаил', 'електроннапошта', 'διευθυνσηemail'],
  ...['ηλεκτρονικοταχυδρομειο', 'דואל', 'אימייל', 'البريدالإلكتروني', 'البريدالالكتروني', 'ईमेल', 'อเมล'],
  ...['メールアドレス', 'メール', 'eメール', 'eメールアドレス', '電子メール', '電子メールアドレス'],
  ...['邮箱', '电子邮件', '电子邮箱', '电子邮件地址', '邮箱地址', '邮件地址', '電子郵件', '電子郵件地址'],
  ...['電子信箱', '電郵', '電郵地址', '이메일', '이메일주소', '메일', '메일주소', '전자메일', '전자메일주소'],
  ...['diachiemail', 'alamatemail'],
].map(plainName);

/** A column by its name or its place, from 0, and what its values are called; null leaves it out. */
export interface ColumnWish {
  column: string | number;
  as: string | null;
}

/** What the user says about the columns; null where they say nothing. */
export interface WantedColumns {
  /** By its name or its place, from 0. */
  emailColumn: string | number | null;
  /** The columns of data; a name alone stays the name of the values. */
  columns: (string | ColumnWish)[] | null;
  /** Whether a row names the columns. Without one they are called `column1`, `column2` and so on. */
  header: boolean;
}

/** The position of the address in a record, and the columns of data. */
export interface Columns {
  /** Of the header, also of columns that are left out. */
  names: string[];
  address: number;
  data: DataColumn[];
}

/** `name`: what its values are called. */
interface DataColumn {
  name: string;
  index: number;
}

/** Names of the columns of a file without any. */
export const numberedNames = (width: number): string[] => Array.from({ length: width }, (_, i) => `column${i + 1}`);

/** A name as people see it: without case, accents, signs and forms of letters. Marks of Japanese voice stay. */
function plainName(name: string): string {
  const lower = name.normalize('NFKD').toLowerCase();
  return lower
    .replaceAll(/[\u0300-\u036f\u0e31-\u0e4e]/g, '')
    .replaceAll(/[^\p{L}\p{N}\p{M}]/gu, '')
    .normalize('NFC');
}

/** The names of a header. The second of two equal names gets a number, so that both columns can be used. */
export function namesOf(record: string[]): string[] {
  const taken = new Set<string>();
  return record.map((field) => {
    const name = trimInvisible(field);
    if (name === '') return '';
    let unique = name;
    for (let number = 2; taken.has(unique); number += 1) unique = `${name} ${number}`;
    taken.add(unique);
    return unique;
  });
}

/** The position of a column, by its name, the exact one first, or by its place; -1 without it. */
export function columnNamed(names: string[], name: string | number): number {
  if (typeof name === 'number') return name < names.length ? name : -1;
  const wanted = trimInvisible(name);
  const exact = names.indexOf(wanted);
  return exact >= 0 ? exact : names.findIndex((other) => other !== '' && plainName(other) === plainName(wanted));
}

/** The position of the address column by its name; -1 without one. */
export function addressColumnOf(names: string[]): number {
  const plain = names.map(plainName);
  return ADDRESS_COLUMNS.map((name) => plain.indexOf(name)).find((index) => index >= 0) ?? -1;
}

/** The columns of data: those that the user names, or all that have a name. A name without a column is the answer. */
export function dataColumnsOf(
  names: string[],
  address: number,
  columns: WantedColumns['columns'],
): { ok: true; data: DataColumn[] } | { ok: false; missing: string | number } {
  if (columns === null) {
    const data = names.flatMap((name, index) => (name === '' || index === address ? [] : [{ name, index }]));
    return { ok: true, data };
  }
  const wishes = columns.map((wish) => (typeof wish === 'string' ? { column: wish, as: undefined } : wish));
  const data = new Map<number, DataColumn>();
  for (const { column, as } of wishes) {
    const index = columnNamed(names, column);
    if (index === -1) return { ok: false, missing: column };
    if (index !== address && as !== null) data.set(index, { name: as ?? names[index] ?? '', index });
  }
  return { ok: true, data: [...data.values()] };
}

/** Names of columns as a reason quotes them. */
export function quoted(names: string[]): string {
  const shown = names.slice(0, QUOTED_NAMES).map((name) => `"${visible(name.slice(0, QUOTED_LENGTH))}"`);
  return names.length > QUOTED_NAMES ? `${shown.join(', ')} and ${names.length - QUOTED_NAMES} more` : shown.join(', ');
}

const visible = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');

/** Whether a record is a line with nothing in it. */
export const isEmptyRecord = (record: string[]): boolean => record.every((field) => trimInvisible(field) === '');

/** A letter that could not be read. */
const UNREADABLE = '\ufffd';

export type ReadRow = { ok: true; recipient: NewRecipient } | { ok: false; fault: 'surplus-fields' | 'unreadable' };

/**
 * A record as a recipient, its values without what nobody sees around them. Spreadsheets leave out empty cells at the
 * end of a row, and add some. A file without other columns leaves members the data that they have.
 */
export function readRow(record: string[], { names, address, data }: Columns): ReadRow {
  if (record.length > names.length && !isEmptyRecord(record.slice(names.length))) {
    return { ok: false, fault: 'surplus-fields' };
  }
  const email = record[address] ?? '';
  const values = data.map(({ name, index }) => [name, trimInvisible(record[index] ?? '')] as const);
  if (email.includes(UNREADABLE) || values.some(([, value]) => value.includes(UNREADABLE))) {
    return { ok: false, fault: 'unreadable' };
  }
  return { ok: true, recipient: data.length === 0 ? { email } : { email, data: Object.fromEntries(values) } };
}
