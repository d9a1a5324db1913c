import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type Preferences, setPreferences, usePreferences } from '../../shell/preferences.ts';
import { LANGUAGE_NAMES, LANGUAGES, useWords } from '../../words/words.tsx';

const MODES = ['light', 'dark', 'system'] as const;
const DENSITIES = ['comfortable', 'compact'] as const;

/** How this browser shows the console. */
export function BrowserSettings() {
  const { settings, menu } = useWords();
  const words = settings.browser;
  const { language, mode, density } = usePreferences();
  const languages = LANGUAGES.map((id) => ({ id, text: LANGUAGE_NAMES[id] }));
  return (
    <Container
      header={
        <Header variant="h2" description={words.why}>
          {words.title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Choice name="language" label={menu.language} chosen={language} options={languages} />
        <Choice name="mode" label={words.mode} chosen={mode} options={MODES.map((id) => ({ id, text: menu[id] }))} />
        <Choice
          name="density"
          label={words.density}
          chosen={density}
          options={DENSITIES.map((id) => ({ id, text: menu[id] }))}
        />
        <Link href="/console/licenses.txt" external externalIconAriaLabel={words.newTab}>
          {words.licenses}
        </Link>
      </SpaceBetween>
    </Container>
  );
}

interface ChoiceProps<Name extends keyof Preferences> {
  name: Name;
  label: string;
  chosen: Preferences[Name];
  options: { id: Preferences[Name]; text: string }[];
}

function Choice<Name extends keyof Preferences>({ name, label, chosen, options }: ChoiceProps<Name>) {
  const choose = (id: string): void => {
    const option = options.find((known) => known.id === id);
    if (option) setPreferences({ [name]: option.id });
  };
  return (
    <FormField label={label}>
      <SegmentedControl
        label={label}
        selectedId={chosen}
        options={options}
        onChange={({ detail }) => choose(detail.selectedId)}
      />
    </FormField>
  );
}
