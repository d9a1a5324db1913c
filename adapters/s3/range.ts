export interface Range {
  from: number;
  to: number;
}

/** @throws when a range is not of whole bytes, or ends before it begins. */
export function checkRange({ from, to }: Range): void {
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && to >= from)) {
    throw new Error(`a range must be of whole bytes from 0, got ${from} to ${to}`);
  }
}
