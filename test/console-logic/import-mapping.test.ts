import { describe, expect, it } from '@jest/globals';
import { columnFaults, columnsOf } from '../../console/logic/import-columns.ts';
import { mappedAsBefore, mappingOf } from '../../console/logic/import-mapping.ts';

const asOf = (columns: ReturnType<typeof columnsOf>) => columns.map(({ as }) => as);
const columns = (...names: string[]) => columnsOf([names], true);

describe('the mapping of an earlier file', () => {
  const before = { 'Customer mail': 'email', 氏名: 'name', memo: null };

  it('is that of the next file with these columns, in whatever order', () => {
    expect(asOf(mappedAsBefore(columns('memo', '氏名', 'Customer mail'), before))).toEqual([null, 'name', 'email']);
  });

  it('leaves new columns as they were found, and the addresses in one column', () => {
    const mapped = mappedAsBefore(columns('email', 'Customer mail', 'city'), before);
    expect(asOf(mapped)).toEqual(['email2', 'email', 'city']);
    expect(columnFaults(mapped).size).toBe(0);
  });

  it('is forgotten where the column of the addresses is gone', () => {
    expect(asOf(mappedAsBefore(columns('email', '氏名'), before))).toEqual(['email', '氏名']);
  });

  it('has nothing of what every object has', () => {
    expect(asOf(mappedAsBefore(columns('toString', 'Customer mail'), before))).toEqual(['toString', 'email']);
  });

  it('comes back as it was', () => {
    const found = columns('email', 'name');
    expect(mappedAsBefore(columns('email', 'name'), mappingOf(found))).toEqual(found);
    expect(mappedAsBefore(found, undefined)).toBe(found);
  });
});
