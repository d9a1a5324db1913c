/** A file of this device, as a field for files gives it. */
export interface PickedFile {
  name: string;
  /** Bytes. */
  size: number;
  /** The media type; empty if unknown. */
  type: string;
  lastModified: number;
}

/** As the API limits them: how many, and their bytes together. */
export const MOST_FILES = 10;
export const MOST_FILE_BYTES = 4 * 1024 * 1024;

export type FileFault = 'too-many' | 'too-big';

/** What is wrong with each file; null for one that is right. The first ones keep their place. */
export function fileFaults(files: readonly PickedFile[]): (FileFault | null)[] {
  let bytes = 0;
  return files.map(({ size }, n) => {
    if (n >= MOST_FILES) return 'too-many';
    if (bytes + size > MOST_FILE_BYTES) return 'too-big';
    bytes += size;
    return null;
  });
}

/** What tells files from others, without reading them. */
export const filesKey = (files: readonly PickedFile[] | null): string =>
  JSON.stringify(files?.map(({ name, size, lastModified }) => [name, size, lastModified]) ?? null);
