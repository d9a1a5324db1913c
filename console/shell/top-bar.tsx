import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import type { Session } from '../api/answers.ts';
import { useProblemText } from '../api/problems.ts';
import { signOut, useSession } from '../api/session.ts';
import type { Words } from '../words/en.ts';
import { LANGUAGE_NAMES, LANGUAGES, type Language, useWords } from '../words/words.tsx';
import { Find, useFindKey } from './find.tsx';
import { tell } from './notices.tsx';
import { type Preferences, setPreferences, usePreferences } from './preferences.ts';

const MODES = ['light', 'dark', 'system'] as const;
const DENSITIES = ['comfortable', 'compact'] as const;

export function TopBar() {
  const words = useWords();
  const preferences = usePreferences();
  const { session } = useSession();
  const problemText = useProblemText();
  const leave = (): void => void signOut().catch((error: Error) => tell({ type: 'error', text: problemText(error) }));
  useFindKey();
  return (
    <div id="top">
      <TopNavigation
        identity={{ href: '/console/', title: words.product }}
        search={session ? <Find session={session} /> : undefined}
        i18nStrings={{
          searchIconAriaLabel: words.people.find.label,
          searchDismissIconAriaLabel: words.common.cancel,
          overflowMenuTriggerText: words.menu.more,
          overflowMenuTitleText: words.menu.more,
        }}
        utilities={[
          languageMenu(preferences, words),
          appearanceMenu(preferences, words),
          ...(session ? [accountMenu(session, words, leave)] : []),
        ]}
      />
    </div>
  );
}

type Menu = TopNavigationProps.MenuDropdownUtility;

const languageMenu = (preferences: Preferences, words: Words): Menu => ({
  type: 'menu-dropdown',
  text: LANGUAGE_NAMES[preferences.language],
  ariaLabel: `${words.menu.language}: ${LANGUAGE_NAMES[preferences.language]}`,
  items: LANGUAGES.map((id) => ({ id, text: LANGUAGE_NAMES[id], lang: id })),
  onItemClick: ({ detail }) => setPreferences({ language: detail.id as Language }),
});

function appearanceMenu({ mode, density }: Preferences, { menu }: Words): Menu {
  const choice = (id: string, text: string, chosen: boolean) =>
    ({ id, text, itemType: 'checkbox', checked: chosen }) as const;
  return {
    type: 'menu-dropdown',
    iconName: 'settings',
    title: menu.appearance,
    ariaLabel: menu.appearance,
    items: [
      { id: 'modes', items: MODES.map((id) => choice(id, menu[id], mode === id)) },
      { id: 'densities', items: DENSITIES.map((id) => choice(id, menu[id], density === id)) },
    ],
    onItemClick: ({ detail: { id } }) =>
      setPreferences({
        ...MODES.filter((known) => known === id).map((known) => ({ mode: known }))[0],
        ...DENSITIES.filter((known) => known === id).map((known) => ({ density: known }))[0],
      }),
  };
}

const accountMenu = ({ name, role }: Session, { menu, roles }: Words, leave: () => void): Menu => ({
  type: 'menu-dropdown',
  iconName: 'user-profile',
  text: name,
  description: menu.role(roles[role]),
  ariaLabel: `${menu.account}: ${name}`,
  items: [{ id: 'sign-out', text: menu.signOut }],
  onItemClick: leave,
});
