import { PAGE_LIMIT } from '../../core/page-limit.ts';
import type {
  AccountState,
  DomainState,
  HandedOver,
  Heard,
  ProductUnderTest,
} from '../../core/self-test/product-under-test.ts';
import type { ApiClient } from './client.ts';
import { ApiProblem } from './problem.ts';

/** As mail programs unsubscribe (RFC 8058). */
const ONE_CLICK = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });

interface AccountView {
  sandbox: boolean | null;
  sendingEnabled: boolean | null;
  max24HourSend: number | null;
  sentLast24Hours: number | null;
  maxSendRate: number | null;
  lambdaConcurrency: number | null;
  hold: { reason: string } | null;
}

interface EmailView {
  delivery: Record<'deliveredAt' | 'bouncedAt' | 'complainedAt' | 'unsubscribedAt', string | null> | null;
}

/** The product over its own API: what works here works for every program. */
export class ApiProductUnderTest implements ProductUnderTest {
  readonly remedies = { addDomain: 'npx mailramp domains add DOMAIN', release: 'npx mailramp release' };
  readonly #api: ApiClient;

  constructor(api: ApiClient) {
    this.#api = api;
  }

  async account(): Promise<AccountState> {
    const seen = await this.#api.get<AccountView>('/v1/account');
    const { sandbox, sendingEnabled, max24HourSend, sentLast24Hours, maxSendRate, lambdaConcurrency, hold } = seen;
    const day = max24HourSend === null ? null : { perDay: max24HourSend, used: sentLast24Hours ?? 0 };
    return {
      sandbox,
      sendingEnabled,
      day,
      rate: maxSendRate,
      concurrency: lambdaConcurrency,
      heldBy: hold?.reason ?? null,
    };
  }

  async domains(): Promise<DomainState[]> {
    const { items } = await this.#api.get<{ items: DomainState[] }>('/v1/domains', {
      query: { limit: PAGE_LIMIT.max },
    });
    return items;
  }

  async send({ from, to }: { from: string; to: string }): Promise<HandedOver> {
    const mail = { from, to, subject: 'mailramp self-test', text: 'A mail of the self-test, to the simulator of SES.' };
    return await handedOver(() => this.#api.post<HandedOver>('/v1/emails', mail));
  }

  async sendAsSender(mail: { from: string; to: string }): Promise<HandedOver> {
    return await handedOver(() => this.#api.post<HandedOver>('/v1/account/sender-test', mail));
  }

  async heardOf(mailId: string): Promise<Heard> {
    const { delivery } = await this.#api.get<EmailView>('/v1/emails/{mailId}', { params: { mailId } });
    const has = (fact: keyof NonNullable<EmailView['delivery']>) => (delivery?.[fact] ?? null) !== null;
    return {
      delivered: has('deliveredAt'),
      bounced: has('bouncedAt'),
      complained: has('complainedAt'),
      unsubscribed: has('unsubscribedAt'),
    };
  }

  async unsubscribe(who: { email: string; domain: string; mailId: string }): Promise<string | null> {
    const { url } = await this.#api.post<{ url: string }>('/v1/suppressions/links', who);
    const page = await fetch(url, { method: 'POST', body: ONE_CLICK }).catch(() => null);
    if (page === null) return 'the page of its link cannot be reached';
    return page.ok ? null : `the page of its link answers ${page.status}`;
  }

  async isUnsubscribed({ email, domain }: { email: string; domain: string }): Promise<boolean> {
    const { items } = await this.#api.get<{ items: { email: string; domain: string | null }[] }>('/v1/suppressions', {
      query: { limit: PAGE_LIMIT.max },
    });
    return items.some((item) => item.email === email && item.domain === domain);
  }

  async allow(email: string): Promise<void> {
    try {
      await this.#api.delete('/v1/suppressions/{email}', { params: { email } });
    } catch (error) {
      if (!(error instanceof ApiProblem && error.code === 'not-found')) throw error;
    }
  }
}

/** A refusal in the product's words is an outcome; anything else throws. */
async function handedOver(call: () => Promise<HandedOver>): Promise<HandedOver> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status === 401 || error.status >= 500) throw error;
    return { outcome: 'refused', mailId: null, reason: error.detail };
  }
}
