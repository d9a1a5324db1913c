import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UntrackedLinks } from '../../../adapters/ses/untracked-links.ts';
import { FilledText } from '../../../core/mail/filled-text.ts';

const URL = 'https://api.test/u/abc';

describe('UntrackedLinks', () => {
  it('marks a template as it marks the text that is made of it', () => {
    const piece = fc.string({
      unit: fc.constantFrom('href="', "href='", '"', "'", '<a ', '>', 'x'),
      minLength: 1,
      maxLength: 4,
    });
    const value = fc.constantFrom(URL, 'Ann');

    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 6 }),
        fc.array(value, { minLength: 1, maxLength: 3 }),
        fc.array(value, { minLength: 1, maxLength: 3 }),
        (pieces, ...mails) => {
          const links = new UntrackedLinks();
          const template = { pieces, slots: pieces.slice(1).map((_, i) => i % 3) };
          for (const values of mails) {
            const filled = new FilledText(template, values);
            expect(String(links.mark(filled, URL))).toBe(links.mark(String(filled), URL));
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('keeps one marked template for all mails, so that it is encoded once', () => {
    const links = new UntrackedLinks();
    const template = { pieces: ['<a href="', '">stop</a>'], slots: [0] };
    const [first, second] = [URL, `${URL}d`].map((url) => links.mark(new FilledText(template, [url]), url));

    expect(String(first)).toBe(`<a ses:no-track href="${URL}">stop</a>`);
    expect((first as FilledText).template).toBe((second as FilledText).template);
  });
});
