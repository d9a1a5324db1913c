import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import type { domainAnswer } from '../../lambdas/domains/schemas.ts';
import { Product } from '../support/product.ts';
import { newCampaign, taskBody } from './campaign.ts';

type DomainView = z.infer<typeof domainAnswer>;

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

describe('the DNS of a domain', () => {
  it('has nothing to change where everything is set up', async () => {
    const { status, dns } = await product.post<DomainView>('/v1/domains', { domain: 'ready.test' });

    expect(status).toBe('verified');
    expect(dns.map(({ purpose }) => purpose)).toEqual(['dkim', 'dkim', 'dkim', 'mail-from', 'spf', 'dmarc', 'mx']);
    for (const row of dns) expect(row).toMatchObject({ ok: true, hint: null, current: expect.any(String) });
    expect(dns[0]?.current).toBe(dns[0]?.expected);
  });

  it('says of each record what to add where nothing is, when it is made, shown, listed and verified', async () => {
    const made = await product.post<DomainView>('/v1/domains', { domain: 'bare.invalid' });

    expect(made.status).toBe('pending');
    for (const row of made.dns) {
      expect(row).toMatchObject({ ok: false, current: null, hint: expect.stringMatching(/^(Add|Nobody)/) });
    }
    const shown = await product.get<DomainView>('/v1/domains/bare.invalid');
    const listed = await product.all<DomainView>('/v1/domains');
    const verified = await product.post<DomainView>('/v1/domains/bare.invalid/verify');
    for (const view of [shown, listed.find(({ domain }) => domain === 'bare.invalid'), verified]) {
      expect(view?.dns).toEqual(made.dns);
    }
  });

  it('warns of nothing where a task sends from a domain with a DMARC record', async () => {
    const campaign = await newCampaign(product, 2);

    expect(await product.post('/v1/tasks', taskBody(campaign))).toMatchObject({ warnings: [] });
  });
});
