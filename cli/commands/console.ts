import type * as z from 'zod';
import { signInLink } from '../../core/access/sign-in-codes.ts';
import type { signInCodeAnswer } from '../../lambdas/access/session-schemas.ts';
import { openLink } from '../open-link.ts';
import type { Session } from '../session.ts';

/** Signs a browser in by a link that works once, within two minutes; `print` only shows the link. */
export async function openConsole(session: Session, { print = false }: { print?: boolean }): Promise<void> {
  const api = await session.api();
  const made = await api.post<z.output<typeof signInCodeAnswer>>('/v1/sign-in-codes');
  // The product is reached from here by the address that the call took, which may be a tunnel's.
  const url = signInLink(session.endpoint().url.value, made.code);
  const isOpen = !print && !session.json && (await openLink(url));
  const lines = isOpen
    ? ['The console opens in your browser. Should it not: npx mailramp console --print']
    : [url, 'It signs in once, within two minutes.'];
  session.show(lines, [{ url, validUntil: made.validUntil }]);
}
