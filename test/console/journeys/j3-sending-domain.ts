import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const place = usePlace();

test('a domain is added, and its page says of each record what to do', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/domains');
    await page.getByText('Mail needs a domain that is yours').waitFor();
    await page.getByRole('button', { name: 'Add a domain' }).first().click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Name of the domain').fill('no host name');
    await form.getByRole('button', { name: 'Add the domain' }).click();
    await form.getByText(/a domain name, such as/).waitFor();
    assert.equal(await form.getByLabel('Name of the domain').inputValue(), 'no host name');
    await form.getByLabel('Name of the domain').fill('shop.invalid');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'shop.invalid' }).waitFor();
    await page.getByText('The domain is not verified yet').waitFor();
    await page.getByText('Add this CNAME record.').first().waitFor();
    assert.equal(await page.getByRole('button', { name: /^Copy the name/ }).count(), 7);
  });
});

test('records are copied as a provider wants them, and saved as a zone file', async () => {
  await visit(place, {}, async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await signIn(place, page, '/domains/shop.invalid');
    await page.getByRole('button', { name: /^Copy the name .*_dmarc/ }).click();
    await page.getByText('Copied').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), '_dmarc.shop.invalid');
    await page.getByText(/^Names without/).click();
    await page.getByText('_dmarc', { exact: true }).waitFor();
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as a zone file' }).click();
    const file = await saving;
    assert.equal(file.suggestedFilename(), 'shop.invalid.zone');
    const zone = await readFile(await file.path(), 'utf8');
    assert.match(zone, /^_dmarc\.shop\.invalid\. 3600 IN TXT "v=DMARC1; p=none;"$/m);
  });
});

test('an address of a verified domain becomes a sender, is changed and deleted', async () => {
  await place.product.api.post('/v1/domains', { domain: 'news.example.com' });
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/domains/news.example.com');
    await page.getByText('The domain is verified: mail may be sent from it').waitFor();
    await page.getByRole('link', { name: 'Give an address a name for its mails' }).click();
    await page.getByRole('button', { name: 'Add a sender' }).first().click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Address').fill('news@shop.invalid');
    await form.getByLabel('Name', { exact: true }).fill('News');
    await form.getByRole('button', { name: 'Save the sender' }).click();
    await form.getByText(/not verified/).waitFor();
    await form.getByLabel('Address').fill('news@news.example.com');
    await form.getByRole('button', { name: 'Save the sender' }).click();
    await page.getByText(/news@news\.example\.com.* is saved\./).waitFor();
    await page.getByRole('button', { name: /^Actions of/ }).click();
    await page.getByRole('menuitem', { name: 'Delete the sender' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the sender' }).click();
    await page.getByText('No address has defaults of its own').waitFor();
  });
});

test('a domain is deleted after its consequences were read', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/domains/shop.invalid?tab=settings');
    await page.getByRole('button', { name: 'Delete the domain' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/No more mail can be sent from it/).waitFor();
    await dialog.getByRole('button', { name: 'Delete the domain' }).click();
    await page.waitForURL(`${place.url}/domains`);
    await page.getByRole('link', { name: 'news.example.com' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'shop.invalid' }).count(), 0);
  });
});
