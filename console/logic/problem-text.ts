import type { Words } from '../words/en.ts';

/** A fault as the API tells it: `errors` by JSON Pointer. */
export interface Fault {
  status: number;
  code: string | null;
  detail: string;
  errors: readonly { path: string; message: string }[];
}

/** What to tell a user: by the code where the console has words for it, else the API's own English. */
export function problemText({ status, code, detail }: Fault, { problems }: Words): string {
  if (code === 'wrong-status') return problems.wrongStatus;
  if (status === 403) return problems.forbidden;
  if (status === 404) return problems.notFound;
  if (status === 429) return problems.tooMany;
  return status >= 500 ? problems.server : detail;
}

/** The faults that no field of the form shows. `fields`: the pointers that it does. */
export const restOf = ({ errors }: Fault, fields: readonly string[]): string[] =>
  errors.filter(({ path }) => !fields.includes(path)).map(({ message }) => message);
