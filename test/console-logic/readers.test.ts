import { dataOf, dataText, rowsOf } from '../../console/logic/data-rows.ts';
import { splitAddresses } from '../../console/logic/split-addresses.ts';

describe('addresses that are pasted', () => {
  it.each([
    ['ann@example.com', ['ann@example.com']],
    ['ann@example.com, bob@example.com;cy@example.com', ['ann@example.com', 'bob@example.com', 'cy@example.com']],
    ['ann@example.com\r\nbob@example.com\tcy@example.com ', ['ann@example.com', 'bob@example.com', 'cy@example.com']],
    ['ann@example.com、bob@example.com，cy@example.com', ['ann@example.com', 'bob@example.com', 'cy@example.com']],
    ['Ann <ann@example.com>, "Smith, Bob" <bob@example.com>', ['ann@example.com', 'bob@example.com']],
    ['山田 太郎 <taro@example.jp>', ['taro@example.jp']],
    ['ann@example.com ANN@example.com', ['ann@example.com']],
    ['ann, bob@example.com', ['ann', 'bob@example.com']],
    ['  \n ', []],
  ])('%j', (text, addresses) => {
    expect(splitAddresses(text)).toEqual(addresses);
  });

  it('a long text without an address is split at once', () => {
    expect(splitAddresses('a '.repeat(50_000))).toEqual(['a']);
    expect(splitAddresses('"'.repeat(50_000))).toHaveLength(1);
  });
});

describe('the data of a recipient as a form', () => {
  it('stay what they are while nobody touches them', () => {
    const data = { name: 'Ann', age: 42, vip: true, tags: ['a', 'b'] };
    expect(dataOf(rowsOf(data))).toEqual(data);
  });

  it('are texts where somebody typed; rows without a name are left out', () => {
    const [age] = rowsOf({ age: 42 });
    expect(
      dataOf([
        { name: 'age', text: '43', was: age?.was },
        { name: ' ', text: 'x', was: '' },
      ]),
    ).toEqual({ age: '43' });
  });

  it('none are null', () => {
    expect(dataOf([])).toBeNull();
    expect(rowsOf(null)).toEqual([]);
    expect(dataText(null)).toBe('');
  });
});
