/**
 * A newsletter as people send them: 4.6 KB of HTML, with a style sheet. Lines that begin with a dot make a client look
 * closely at every message (RFC 5321, 4.5.2).
 */
const STYLES = [
  'body { margin: 0; background: #faf7f2; font-family: Georgia, serif; }',
  '.wrapper { width: 100%; max-width: 600px; margin: 0 auto; }',
  '.header { padding: 24px 32px; background: #7a1f2b; color: #ffffff; }',
  '.header a { color: #ffffff; text-decoration: none; }',
  '.title { font-size: 24px; line-height: 32px; }',
  '.offer { padding: 16px 32px; border-bottom: 1px solid #e6ded2; }',
  '.offer h2 { font-size: 18px; margin: 0 0 8px; }',
  '.offer p { font-size: 16px; line-height: 24px; margin: 0; }',
  '.button { display: inline-block; padding: 12px 24px; background: #7a1f2b; color: #ffffff; }',
  '.footer { padding: 24px 32px; font-size: 12px; color: #7d7468; }',
  '@media (max-width: 480px) {',
  '.offer, .header, .footer { padding-left: 16px; padding-right: 16px; }',
  '}',
];

const offer = (number: number): string =>
  [
    '<div class="offer">',
    `<h2>Case ${number} from the upper slopes</h2>`,
    '<p>The harvest is in, and the cellar is full again. We have set aside six cases for readers in your city, and the ' +
      'first evening of the season is on Friday. Doors open at seven; the kitchen serves until ten.</p>',
    `<p><a class="button" href="https://shop.example/cases/${number}?reader=R0000042&amp;from=letter">See it</a></p>`,
    '</div>',
  ].join('\n');

export const newsletter = [
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Your autumn letter</title>',
  '<style>',
  ...STYLES,
  '</style></head>',
  '<body><div class="wrapper">',
  '<div class="header"><h1 class="title">Good morning, Zoë</h1></div>',
  ...Array.from({ length: 9 }, (_, index) => offer(index + 1)),
  '<div class="footer">You get this letter because you asked for it. ' +
    '<a href="https://m.bench.example/u/cmVhZGVyLTQyQGV4YW1wbGUubmV0">Unsubscribe</a></div>',
  '</div></body></html>',
].join('\n');
