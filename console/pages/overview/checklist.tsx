import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Steps from '@cloudscape-design/components/steps';
import type { Overview } from '../../api/overview.ts';
import { nextStep, type Step, shownSteps } from '../../logic/checklist.ts';
import { useWords } from '../../words/words.tsx';

const PAGES: Record<Step, string> = {
  sandbox: 'https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html',
  domain: '/console/domains',
  dns: '/console/domains',
  list: '/console/lists',
  template: '/console/templates',
  test: '/console/send-test',
  task: '/console/tasks/new',
};

/** What is missing until the first mailing, and where it is done. What is not known yet is shown as open. */
export function Checklist({ steps }: { steps: Overview['steps'] }) {
  const { steps: words } = useWords().overview;
  const first = nextStep(steps);
  return (
    <Container
      header={
        <Header variant="h2" description={words.why}>
          {words.title}
        </Header>
      }
    >
      <Steps
        ariaLabel={words.label}
        steps={shownSteps(steps).map(({ step, done }) => ({
          status: done === true ? 'success' : step === first ? 'in-progress' : 'pending',
          statusIconAriaLabel: done === true ? words.done : words.open,
          header: done === true ? words[step].name : <Box variant="strong">{words[step].name}</Box>,
          details: done === true ? undefined : <Details step={step} />,
        }))}
      />
    </Container>
  );
}

function Details({ step }: { step: Step }) {
  const { steps: words } = useWords().overview;
  const isForeign = PAGES[step].startsWith('https:');
  return (
    <Box color="text-body-secondary">
      <div>{words[step].why}</div>
      <Link href={PAGES[step]} external={isForeign} {...(isForeign && { rel: 'noopener noreferrer' })}>
        {words[step].action}
      </Link>
    </Box>
  );
}
