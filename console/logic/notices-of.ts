import { isReady } from './checklist.ts';

interface SeenAccount {
  sandbox: boolean | null;
  sendingEnabled: boolean | null;
  hold: object | null;
}

interface SeenDomain {
  domain: string;
  status: string;
  dns: readonly { ok: boolean | null }[];
  warmUp: { heldUntil: string | null };
}

export type NoticeCode = 'sending-disabled' | 'sandbox' | 'domain-unverified' | 'dns-broken' | 'reputation-held';

/** What somebody should look at; `until` where it ends by itself. */
export interface NoticeOf {
  code: NoticeCode;
  domain: string | null;
  until: string | null;
}

export function noticesOf(account: SeenAccount | undefined, domains: readonly SeenDomain[]): NoticeOf[] {
  const of = (code: NoticeCode): NoticeOf => ({ code, domain: null, until: null });
  return [
    ...(account?.sendingEnabled === false ? [of('sending-disabled')] : []),
    ...(account?.sandbox === true ? [of('sandbox')] : []),
    ...domains.flatMap(noticesOfDomain),
  ];
}

function noticesOfDomain(seen: SeenDomain): NoticeOf[] {
  const { domain, status, warmUp } = seen;
  const held: NoticeOf[] =
    warmUp.heldUntil === null ? [] : [{ code: 'reputation-held', domain, until: warmUp.heldUntil }];
  if (status !== 'verified') return [{ code: 'domain-unverified', domain, until: null }, ...held];
  return [...(isReady(seen) ? [] : [{ code: 'dns-broken', domain, until: null } as const]), ...held];
}
