import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Cards from '@cloudscape-design/components/cards';
import Header from '@cloudscape-design/components/header';
import { STARTS } from '../../logic/starts.ts';
import { useWords } from '../../words/words.tsx';

/** What a new template may begin with. */
export function StartCards() {
  const words = useWords().templates;
  return (
    <Cards
      variant="full-page"
      header={
        <Header variant="h1" description={words.startHelp}>
          {words.startTitle}
        </Header>
      }
      ariaLabels={{ cardsLabel: words.startTitle, itemSelectionLabel: () => '', selectionGroupLabel: words.startTitle }}
      items={STARTS}
      trackBy={(start) => start}
      cardsPerRow={[{ cards: 1 }, { minWidth: 500, cards: 2 }, { minWidth: 900, cards: 3 }]}
      cardDefinition={{
        header: (start) => <Box variant="h2">{words.starts[start].name}</Box>,
        sections: [
          { id: 'why', content: (start) => words.starts[start].why },
          {
            id: 'use',
            content: (start) => (
              <Button href={`/console/templates/new?start=${start}`}>
                {words.beginWith(words.starts[start].name)}
              </Button>
            ),
          },
        ],
      }}
    />
  );
}
