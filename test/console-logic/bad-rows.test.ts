import { describe, expect, it } from '@jest/globals';
import { badRowsIn, wholeRows } from '../../console/logic/bad-rows.ts';

const FILE = [
  'row,reason,code,email,name',
  '3,is no e-mail address,no-address,nobody,"B, C"',
  '5,has no e-mail address,empty,,D',
  '9,is no e-mail address,no-address,"some\r\nbody",E',
  '',
].join('\r\n');

describe('the first bad rows of a file', () => {
  it('are shown with their numbers, those with the same reason together', () => {
    expect(badRowsIn(`\ufeff${FILE}`, ',', 20)).toEqual([
      { row: '5', code: 'empty', cells: ['', 'D'] },
      { row: '3', code: 'no-address', cells: ['nobody', 'B, C'] },
      { row: '9', code: 'no-address', cells: ['some\r\nbody', 'E'] },
    ]);
  });

  it('are as many as are asked for', () => {
    expect(badRowsIn(FILE, ',', 1)).toHaveLength(1);
    expect(badRowsIn('', ',', 20)).toEqual([]);
  });

  it('end with a whole one where only the beginning of the file was read', () => {
    expect(wholeRows('a,b\r\nc,d\r\ne', false)).toBe('a,b\r\nc,d\r');
    expect(wholeRows('a,b\r\nc,d', true)).toBe('a,b\r\nc,d');
  });
});
