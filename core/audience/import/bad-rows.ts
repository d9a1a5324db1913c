import type { Objects } from '../../objects.ts';
import { badRowsHeader } from './chunk.ts';
import { badRowsKey, badRowsPartKey, type ListImport } from './import.ts';

type Named = Pick<ListImport, 'listId' | 'importId'>;

/** Without it spreadsheets read UTF-8 as something else. */
const BYTE_ORDER_MARK = '\ufeff';

/** Stores the bad rows of a chunk; repeated, the same under the same key. */
export const writeBadRowsPart = (
  objects: Objects,
  { listId, importId }: Named,
  part: number,
  lines: string,
): Promise<void> => objects.put(badRowsPartKey(listId, importId, part), Buffer.from(lines));

/** Joins the parts to one file, under the names of the columns and with the delimiter of the upload. */
export const joinBadRows = (
  objects: Objects,
  named: Pick<ListImport, 'listId' | 'importId' | 'badParts' | 'layout'>,
  names: string[],
): Promise<void> => objects.put(badRowsKey(named.listId, named.importId), joined(objects, named, names));

/** Removes the parts, which the whole file has made useless. */
export async function removeBadRowsParts(
  objects: Objects,
  { listId, importId, badParts }: Pick<ListImport, 'listId' | 'importId' | 'badParts'>,
): Promise<void> {
  for (let part = 0; part < badParts; part += 1) await objects.remove(badRowsPartKey(listId, importId, part));
}

async function* joined(
  objects: Objects,
  { listId, importId, badParts, layout }: Named & Pick<ListImport, 'badParts' | 'layout'>,
  names: string[],
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(BYTE_ORDER_MARK + badRowsHeader(names, layout ?? { delimiter: ',' }));
  for (let part = 0; part < badParts; part += 1) yield* objects.stream(badRowsPartKey(listId, importId, part));
}
