import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useProblem } from '../../api/problems.ts';
import { usePlay } from '../../api/sample.ts';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';

/** On one machine: a campaign that shows a warm-up in a minute. */
export function Play() {
  const { local: words } = useWords();
  const { mutate, isPending, error } = usePlay();
  const { text } = useProblem(error);
  const play = (): void => mutate(undefined, { onSuccess: () => tell({ type: 'success', text: words.played }) });
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button variant="primary" iconName="play" loading={isPending} loadingText={words.playing} onClick={play}>
              {words.play}
            </Button>
          }
        >
          {words.playTitle}
        </Header>
      }
    >
      <SpaceBetween size="s">
        {text !== undefined && <Alert type="error">{text}</Alert>}
        <div>{words.playWhy}</div>
      </SpaceBetween>
    </Container>
  );
}
