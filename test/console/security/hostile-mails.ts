import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PAYLOADS, watch } from '../harness/hostile.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

/** What the frame's policy stops. That of the page around names 'self' in what it reports, and has nothing to stop. */
const FRAME_REPORTS = [
  /^logged: (?!.*'self').*(violates the following Content Security Policy|Unsafe attempt to load|Blocked autofocusing)/s,
  /^blocked: /,
];

const place = usePlace();

test(`${PAYLOADS.length} hostile mails and names do nothing where they are shown`, async () => {
  const ids: string[] = [];
  for (const [n, payload] of PAYLOADS.entries()) {
    const body = {
      name: `${payload.slice(0, 90)} ${n}`,
      subject: payload,
      html: `<p id="shown-${n}">shown</p>${payload}`,
    };
    ids.push((await place.product.api.post<{ templateId: string }>('/v1/templates', body)).templateId);
  }
  await visit(
    place,
    {},
    async (page) => {
      const seen = watch(page);
      await signIn(place, page, '/templates');
      await page.getByRole('row').nth(20).waitFor();
      for (const [n, id] of ids.entries()) {
        // The router follows the history, so that the page need not load again.
        await page.evaluate((path) => history.pushState(null, '', path), `/console/templates?preview=${id}`);
        const mail = page.frameLocator('iframe[src="/console/frame.html"]');
        await mail.locator(`#shown-${n}`).waitFor();
        const go = mail.locator('#go');
        if ((await go.count()) > 0) await go.first().dispatchEvent('click');
        assert.deepEqual(seen, [], `preview of ${PAYLOADS[n]}`);
      }
      assert.match(page.url(), /\/console\/templates/);
    },
    FRAME_REPORTS,
  );
});
