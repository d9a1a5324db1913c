import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import bundled from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { lengthenWords, PSEUDO } from './longer.ts';

const INSTALLED = '/usr/bin/chromium';
const FONTS = ['noto-sans-jp', 'noto-sans-sc'];
const FONTS_FOLDER = join(import.meta.dirname, '..', 'node_modules', '@fontsource-variable');

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * The Chromium to test with: the one that `CHROME_PATH` names, else the system's, else the one that comes from npm,
 * which is for Linux on x64. Throws where there is none, and says what to do.
 */
export async function chromiumPath(): Promise<string> {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH !== undefined) return CHROME_PATH;
  if (existsSync(INSTALLED)) return INSTALLED;
  const machine = `${process.platform} ${process.arch}`;
  if (machine === 'linux x64') return bundled.executablePath();
  throw new Error(`there is no Chromium for ${machine}: install one, and set CHROME_PATH to its executable`);
}

/**
 * A browser whose security is that of users: the list of flags that comes with the bundled one would switch its policy
 * off. Only the sandbox is, which a container does not allow.
 */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await chromiumPath(),
    headless: true,
    args: ['--no-sandbox', '--disable-gpu'],
  });
}

export interface Visit {
  language?: string;
  width?: number;
  height?: number;
  mode?: 'light' | 'dark';
}

/** What a browser reports of a page that none should: faults of scripts, and what the policy blocked. */
export type Reports = string[];

/** A new visitor. The reports of all their pages are gathered in `reports`. */
export async function openContext(
  browser: Browser,
  { language = 'en', width = 1280, height = 800, mode = 'light' }: Visit = {},
): Promise<{ context: BrowserContext; reports: Reports }> {
  const context = await browser.newContext({
    locale: language === PSEUDO ? 'en' : language,
    colorScheme: mode,
    viewport: { width, height },
    timezoneId: 'Asia/Tokyo',
    reducedMotion: 'reduce',
  });
  const reports: Reports = [];
  context.on('weberror', (error) => reports.push(`thrown: ${error.error().message}`));
  context.on('console', (message) => {
    // Browsers log what the API refuses, which the page shows: that nobody is signed in, or a fault of a form.
    const isRefusal = /status of 4\d\d/.test(message.text()) && message.location().url.includes('/v1/');
    const isExpected = message.type() !== 'error' || isRefusal;
    if (!isExpected) reports.push(`logged: ${message.text()}`);
  });
  await context.exposeFunction('reportViolation', (text: string) => reports.push(`blocked: ${text}`));
  await context.addInitScript(`addEventListener('securitypolicyviolation', (event) => {
    reportViolation([event.violatedDirective, event.blockedURI, event.sourceFile, event.sample].join(' '));
  }, true)`);
  await addFonts(context);
  if (language === PSEUDO) await lengthenWords(context);
  return { context, reports };
}

/** The script of axe's findings that are faults, as text. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  return page.evaluate(async (tags) => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
    interface Violation {
      id: string;
      nodes: { html: string; target: string[]; failureSummary?: string }[];
    }
    const { violations } = await axe.run({ runOnly: tags, resultTypes: ['violations'] });
    // The mail in its editor is content, as large as its readers get it.
    const isOfMail = (id: string, [selector]: string[]): boolean =>
      id === 'target-size' && document.querySelector(selector ?? '')?.closest('.mail-editor') != null;
    return violations.flatMap(({ id, nodes }) =>
      nodes.filter(({ target }) => !isOfMail(id, target)).map(({ html }) => `${id}: ${html.slice(0, 200)}`),
    );
  }, AXE_TAGS);
}

/**
 * Glyphs of Chinese and Japanese for machines without such fonts. Of the policy only `font-src` is widened, and only
 * for what the test serves itself.
 */
async function addFonts(context: BrowserContext): Promise<void> {
  await context.route(/\/fonts\//, (route) =>
    route.fulfill({
      path: join(FONTS_FOLDER, new URL(route.request().url()).pathname.replace('/fonts/', '')),
      contentType: 'font/woff2',
    }),
  );
  await context.route(/\/assets\/main-[^/]*\.css$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()) + fontFaces() });
  });
  await context.route(/\/console\/(?!assets\/|frame\.html)/, async (route) => {
    if (route.request().resourceType() !== 'document') return route.fallback();
    const response = await route.fetch({ maxRedirects: 0 });
    const headers = { ...response.headers() };
    const policy = headers['content-security-policy'];
    if (policy !== undefined) headers['content-security-policy'] = `${policy}; font-src 'self'`;
    return route.fulfill({ response, headers });
  });
}

function fontFaces(): string {
  const faces = FONTS.map((name) =>
    readFileSync(join(FONTS_FOLDER, name, 'index.css'), 'utf8')
      .replaceAll(" Variable'", "'")
      .replaceAll('url(./files/', `url(/fonts/${name}/files/`),
  );
  const stack = (fonts: string) => `{--mailramp-font:${fonts},sans-serif}`;
  return [
    ...faces,
    `:root,:root:lang(ja)${stack("'Noto Sans JP','Noto Sans SC'")}`,
    `:root:lang(zh)${stack("'Noto Sans SC','Noto Sans JP'")}`,
  ].join('\n');
}
