import { fileFaults, filesKey, MOST_FILE_BYTES } from '../../console/logic/attached-files.ts';

const file = (size: number, name = 'a.pdf') => ({ name, size, type: 'application/pdf', lastModified: 1 });

describe('files of a task', () => {
  it('may be ten', () => {
    const faults = fileFaults(Array.from({ length: 11 }, () => file(1)));
    expect(faults.slice(0, 10).every((fault) => fault === null)).toBe(true);
    expect(faults[10]).toBe('too-many');
  });

  it('may have 4 MB together: the one that is too large says so, and no other', () => {
    const faults = fileFaults([file(MOST_FILE_BYTES - 10), file(11), file(10)]);
    expect(faults).toEqual([null, 'too-big', null]);
  });

  it('are told from others without being read', () => {
    expect(filesKey([file(1)])).not.toBe(filesKey([file(2)]));
    expect(filesKey([file(1, 'b.pdf')])).not.toBe(filesKey([file(1)]));
    expect(filesKey(null)).not.toBe(filesKey([]));
  });
});
