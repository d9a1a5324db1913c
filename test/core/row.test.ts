import { asJson, rowOf } from '../../core/row.ts';
import type { Item } from '../../core/tables.ts';

interface Parcel {
  parcelId: string;
  status: 'packed' | 'sent';
  weight: number;
  sentAt: number | null;
  insured: boolean;
  label: Uint8Array;
  stops: string[];
  size: { width: number } | null;
}

const parcel = rowOf<Parcel>('parcel');
const key = { pk: 'PARCELS', sk: '7' };
const row: Parcel = {
  parcelId: '7',
  status: 'packed',
  weight: 3,
  sentAt: null,
  insured: false,
  label: new Uint8Array([1, 2]),
  stops: [],
  size: null,
};
const item: Item = parcel.item(key, row);
const read = (changes: Record<string, string | number> = {}) => parcel.reader({ ...item, ...changes });

test('conditions name an attribute and a value of its type', () => {
  expect(parcel.is('status', '=', 'sent')).toEqual({ attribute: 'status', is: '=', value: 'sent' });
  expect(parcel.is('sentAt', '<=', 5)).toEqual({ attribute: 'sentAt', is: '<=', value: 5 });
  expect(parcel.present('sentAt')).toEqual({ attribute: 'sentAt', is: 'present' });
  expect(parcel.asRead('sentAt', 5)).toEqual(parcel.is('sentAt', '=', 5));
  expect(parcel.asRead('sentAt', null)).toEqual(parcel.missing('sentAt'));
  expect(parcel.missing('size')).toEqual({ attribute: 'size', is: 'missing' });
});

test('a misspelt attribute, a wrong value and a value that is never stored do not compile', () => {
  expect([
    // @ts-expect-error: no such attribute
    parcel.is('state', '=', 'sent'),
    // @ts-expect-error: no such word
    parcel.is('status', '=', 'sendng'),
    // @ts-expect-error: a number
    parcel.is('weight', '<', '3'),
    // @ts-expect-error: what is null is missing
    parcel.is('sentAt', '=', null),
    // @ts-expect-error: structures are not compared
    parcel.is('size', '=', { width: 1 }),
    // @ts-expect-error: no such attribute
    parcel.present('sentOn'),
    // @ts-expect-error: no such attribute
    parcel.missing('sentOn'),
  ]).toHaveLength(7);
});

test('an item leaves out what is null', () => {
  expect(item).toEqual({
    ...key,
    parcelId: '7',
    status: 'packed',
    weight: 3,
    insured: false,
    label: row.label,
    stops: [],
  });
  // @ts-expect-error: fields are missing
  expect(parcel.item(key, { parcelId: '7' })).toEqual({ ...key, parcelId: '7' });
});

test('a change sets, removes what becomes null, leaves undefined alone, and counts', () => {
  expect(parcel.change({ status: 'sent', sentAt: 5 })).toEqual({ set: { status: 'sent', sentAt: 5 } });
  expect(parcel.change({ sentAt: null, size: null }, { weight: -1 })).toEqual({
    set: {},
    remove: ['sentAt', 'size'],
    add: { weight: -1 },
  });
  expect(parcel.change({ status: undefined })).toEqual({ set: {} });
});

test('a change that the row cannot take does not compile', () => {
  expect([
    // @ts-expect-error: no such attribute
    parcel.change({ state: 'sent' }),
    // @ts-expect-error: no such word
    parcel.change({ status: 'sendng' }),
    // @ts-expect-error: only numbers are counted
    parcel.change({}, { status: 1 }),
  ]).toHaveLength(3);
});

test('a row is read as it was written', () => {
  const r = read();
  const back: Parcel = {
    parcelId: r.text('parcelId'),
    status: r.oneOf('status', ['packed', 'sent']),
    weight: r.number('weight'),
    sentAt: r.instantOrNull('sentAt'),
    insured: r.flag('insured'),
    label: r.bytes('label'),
    stops: r.list('stops'),
    size: r.structureOrNull('size'),
  };
  expect(back).toEqual(row);
});

test('null is read as missing, and a fallback stands for what an older row lacks', () => {
  const old = parcel.reader({ ...key, sentAt: null });
  expect(old.instantOrNull('sentAt')).toBeNull();
  expect(old.number('weight', 0)).toBe(0);
  expect(old.text('parcelId', '')).toBe('');
  expect(old.flag('insured', false)).toBe(false);
  expect(old.oneOf('status', ['packed', 'sent'], 'packed')).toBe('packed');
  expect(old.list('stops', ['a'])).toEqual(['a']);
  expect(old.structure('size', { width: 1 })).toEqual({ width: 1 });
});

test.each<[string, () => unknown, string]>([
  ['a missing text', () => parcel.reader({ ...key }).text('parcelId'), 'parcelId is undefined'],
  ['an unknown word', () => read({ status: 'lost' }).oneOf('status', ['packed', 'sent']), 'status is "lost"'],
  ['a text for a number', () => read({ weight: 'heavy' }).number('weight'), 'weight is "heavy"'],
  ['a text for an instant', () => read({ sentAt: 'now' }).instantOrNull('sentAt'), 'sentAt is "now"'],
  ['a number for a flag', () => read({ insured: 1 }).flag('insured'), 'insured is 1'],
  ['a text for bytes', () => read({ label: 'x' }).bytes('label'), 'label is "x"'],
  ['a text for a list', () => read({ stops: 'x' }).list('stops'), 'stops is "x"'],
  ['a text for a structure', () => read({ size: 'x' }).structureOrNull('size'), 'size is "x"'],
  ['a wrong value beside a fallback', () => read({ weight: 'heavy' }).number('weight', 0), 'weight is "heavy"'],
])('%s throws an error that names the row', (_, attempt, complaint) => {
  expect(attempt).toThrow(`the parcel PARCELS/7 is damaged: ${complaint}`);
});

test('an attribute is read only as what it is', () => {
  expect(() => [
    // @ts-expect-error: no such attribute
    read().text('name'),
    // @ts-expect-error: a text
    read().number('status'),
    // @ts-expect-error: no such word
    read().oneOf('status', ['lost']),
  ]).toThrow('the parcel PARCELS/7 is damaged: name is undefined');
});

describe('a field that is stored as a text', () => {
  interface Letter {
    stamps: number[];
    notes: { first: string } | null;
    weight: number;
  }
  const letter = rowOf<Letter>('letter').encoding({
    stamps: { encode: (stamps) => stamps.join(' '), decode: (text) => text.split(' ').map(Number) },
    notes: asJson(),
  });
  const written = letter.item(key, { stamps: [1, 20], notes: { first: '' }, weight: 2 });

  it('is written as its text, and read as what it was', () => {
    expect(written).toEqual({ ...key, stamps: '1 20', notes: '{"first":""}', weight: 2 });
    expect(letter.reader(written).decoded('stamps')).toEqual([1, 20]);
    expect(letter.reader(written).decodedOrNull('notes')).toEqual({ first: '' });
  });

  it('may be null like any other, and missing in an older row', () => {
    expect(letter.item(key, { stamps: [1], notes: null, weight: 2 })).toEqual({ ...key, stamps: '1', weight: 2 });
    expect(letter.reader(key).decodedOrNull('notes')).toBeNull();
    expect(letter.reader(key).decoded('stamps', [])).toEqual([]);
    expect(() => letter.reader(key).decoded('stamps')).toThrow('the letter PARCELS/7 is damaged: stamps is undefined');
    expect(() => letter.reader({ ...key, stamps: 3 }).decoded('stamps')).toThrow('stamps is 3');
  });

  it('is changed and compared as its text', () => {
    expect(letter.change({ stamps: [3], notes: null })).toEqual({ set: { stamps: '3' }, remove: ['notes'] });
    expect(letter.is('stamps', '=', [1, 20])).toEqual({ attribute: 'stamps', is: '=', value: '1 20' });
    expect(letter.asRead('stamps', [1, 20])).toEqual(letter.is('stamps', '=', [1, 20]));
    expect(letter.asRead('notes', null)).toEqual(letter.missing('notes'));
    expect(letter.is('weight', '>=', 2)).toEqual({ attribute: 'weight', is: '>=', value: 2 });
  });

  it('does not compile as something else', () => {
    expect(() => [
      // @ts-expect-error: no order
      letter.is('stamps', '<', [1]),
      // @ts-expect-error: a structure
      letter.is('notes', '=', 'first'),
      // @ts-expect-error: not stored as it is
      letter.reader(written).list('stamps').length,
      // @ts-expect-error: not stored as a text
      letter.reader(written).decoded('weight'),
      // @ts-expect-error: no such attribute
      rowOf<Letter>('letter').encoding({ stamp: asJson() }),
    ]).toThrow('stamps is "1 20"');
  });
});
