/** What the pages of the console may do, and what a browser is to keep from them. */

const NOBODY = ['accelerometer', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'magnetometer', 'microphone'];
const FEATURES = [...NOBODY, 'midi', 'payment', 'serial', 'usb', 'xr-spatial-tracking'];

/** Of every answer. A copy button needs the clipboard, which is no feature that is taken away. */
const COMMON = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': FEATURES.map((feature) => `${feature}=()`).join(', '),
  'x-robots-tag': 'noindex',
};

const TWO_YEARS_SECONDS = 2 * 365 * 24 * 60 * 60;

export const headersFor = ({ isSecure }: { isSecure: boolean }): Record<string, string> =>
  isSecure ? { ...COMMON, 'strict-transport-security': `max-age=${TWO_YEARS_SECONDS}` } : COMMON;

/**
 * Of the console's own page. Images in addresses are the marks in the gutter of its code editor; `ProseMirrorClipboard`
 * is the policy of the visual editor, for pasted HTML. `uploadOrigin`: where files go, null for the product itself.
 */
export const pagePolicy = (uploadOrigin: string | null): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${uploadOrigin === null ? '' : ` ${uploadOrigin}`}`,
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types ProseMirrorClipboard',
  ].join('; ');

/** Of the frame that shows a mail: an origin of its own, its one script, and what a mail may load. */
export const framePolicy = (script: string): string =>
  [
    "default-src 'none'",
    `script-src '${script}'`,
    "style-src 'unsafe-inline' https:",
    'img-src https: data:',
    'font-src https: data:',
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-scripts',
  ].join('; ');
