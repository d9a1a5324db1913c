import { convert, type FormatCallback } from 'html-to-text';
import PostalMime from 'postal-mime';
import type { InboxStore } from './inbox-store.ts';

/** The first link of a mail in its HTML that leads to the web, but for the one to unsubscribe; null for none. */
export async function firstLinkOf(store: Pick<InboxStore, 'raw'>, id: number): Promise<string | null> {
  const raw = await store.raw(id);
  if (raw === undefined) return null;
  const { html = '', headers } = await PostalMime.parse(raw);
  const unsubscribe = headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
  return linksIn(html).find((link) => /^https?:/i.test(link) && !unsubscribe.includes(`<${link}>`)) ?? null;
}

/** Links in the order of the text. SES does not track one with the attribute `ses:no-track`. */
function linksIn(html: string): string[] {
  const links: string[] = [];
  const note: FormatCallback = ({ attribs }) => {
    if (attribs?.href !== undefined && !('ses:no-track' in attribs)) links.push(attribs.href);
  };
  convert(html, { formatters: { note }, selectors: [{ selector: 'a', format: 'note' }] });
  return links;
}
