import type { SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import type { Session } from '../api/answers.ts';
import type { Words } from '../words/en.ts';

type Items = SideNavigationProps.Item[];

/** Before all other pages: how everything stands. */
export const firstPages = ({ nav }: Words): Items => [{ type: 'link', text: nav.overview, href: '/console/' }];

/** After all others: what is seldom wanted, and what only the product on one machine has. */
export const lastPages = ({ nav, settings, inbox, clock }: Words, { product }: Session): Items => [
  { type: 'link', text: settings.title, href: '/console/settings' },
  ...(product.features.includes('inbox')
    ? [
        {
          type: 'section-group' as const,
          title: nav.localGroup,
          items: [
            { type: 'link' as const, text: inbox.title, href: '/console/local/inbox' },
            { type: 'link' as const, text: clock.title, href: '/console/local/clock' },
          ],
        },
      ]
    : []),
];

/** The entry of the navigation that a page belongs to. */
export function activeHref(path: string): string {
  const [, first = '', second = ''] = path.split('/');
  return first === 'local' ? `/console/local/${second}` : `/console/${first}`;
}
