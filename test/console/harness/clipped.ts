import type { Page } from 'playwright-core';

/** Less is rounding, or the slant of a letter. In CSS pixels. */
const SLACK = 2;
/** Nothing is moved as far out of the window by mistake. */
const FAR = 1_000;

/**
 * The texts of a page of which a part cannot be seen: cut by a box that hides what reaches over its edge, or out of the
 * window, where nobody can scroll to. Not those that end in an ellipsis, and not those for screen readers alone.
 */
export function clippedTexts(page: Page): Promise<string[]> {
  return page.evaluate(
    ([slack, far]) => {
      const hides = (overflow: string) => overflow === 'hidden' || overflow === 'clip';
      const scrolls = (overflow: string) => overflow === 'auto' || overflow === 'scroll';

      /** Whether somebody sees that a text goes on, or nobody is meant to see it. */
      function isMeant(element: Element): boolean {
        for (let at: Element | null = element; at !== null; at = at.parentElement) {
          const { textOverflow, clipPath, clip, opacity } = getComputedStyle(at);
          const { width, height } = at.getBoundingClientRect();
          if (textOverflow === 'ellipsis' || clipPath !== 'none' || clip !== 'auto' || opacity === '0') return true;
          if (hides(getComputedStyle(at).overflowX) && (width <= 1 || height <= 1)) return true;
          if (at.matches('[aria-hidden=true], [inert], .ace_editor, option, svg')) return true;
        }
        return false;
      }

      function cutBy(element: Element, text: DOMRect): string | null {
        for (let at: Element | null = element; at !== null; at = at.parentElement) {
          const { overflowX, overflowY, position } = getComputedStyle(at);
          const box = at.getBoundingClientRect();
          const isOverX = text.left < box.left - slack || text.right > box.right + slack;
          const isOverY = text.top < box.top - slack || text.bottom > box.bottom + slack;
          if ((hides(overflowX) && isOverX) || (hides(overflowY) && isOverY)) return at.tagName.toLowerCase();
          if (scrolls(overflowX) || scrolls(overflowY)) return null;
          if (position === 'fixed') break;
        }
        // Where Cloudscape keeps what is for screen readers alone.
        if (text.right < -far) return null;
        return text.left < -slack || text.right > innerWidth + slack ? 'window' : null;
      }

      const found: string[] = [];
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
        const element = node.parentElement;
        if (
          element === null ||
          node.textContent?.trim() === '' ||
          !element.checkVisibility({ visibilityProperty: true })
        )
          continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const rect of range.getClientRects()) {
          const by = rect.width === 0 ? null : cutBy(element, rect);
          if (by === null || isMeant(element)) continue;
          found.push(`"${node.textContent?.trim().slice(0, 60)}" is cut by its ${by}`);
          break;
        }
      }
      return found;
    },
    [SLACK, FAR] as const,
  );
}
