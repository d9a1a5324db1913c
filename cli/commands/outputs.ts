import type { Session } from '../session.ts';
import { facts } from '../table.ts';

/** Which product would be used, and where that was found. Never the key. */
export function showOutputs(session: Session): void {
  const { url, key, outputs } = session.endpoint();
  session.show(
    facts([
      ['url', `${url.value}  (${url.from})`],
      ['key', `from ${key.from}`],
      ...Object.entries(outputs).filter(([name]) => name !== 'ApiUrl'),
    ]),
    [{ url: url.value, urlFrom: url.from, keyFrom: key.from, outputs }],
  );
}
