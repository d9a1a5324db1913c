import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useState } from 'react';
import type { ActiveTask } from '../../api/answers.ts';
import { useDomain } from '../../api/domains.ts';
import { useForecast } from '../../api/forecast.ts';
import type { Overview } from '../../api/overview.ts';
import { domainRamp } from '../../logic/domain-ramp.ts';
import { busiestDomain } from '../../logic/week.ts';
import { Failed } from '../../parts/problem.tsx';
import { Ramp } from '../../parts/ramp.tsx';
import { useRampNaming } from '../../parts/use-ramp-naming.ts';
import { useWords } from '../../words/words.tsx';

interface OverviewRampProps {
  domains: Overview['domains'];
  tasks: readonly ActiveTask[];
  accountPerDay: number | null;
}

/** What a domain has sent and will send, by day: at first, the domain with most parked mails. */
export function OverviewRamp({ domains, tasks, accountPerDay }: OverviewRampProps) {
  const words = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const domain = chosen ?? busiestDomain(domains, tasks);
  if (domain === null) return null;
  return (
    <Container header={<Header variant="h2">{words.ramp.label}</Header>}>
      <SpaceBetween size="m">
        {domains.length > 1 && (
          <FormField label={words.overview.columns.domain}>
            <Select
              selectedOption={{ value: domain, label: domain }}
              options={domains.map(({ domain: value }) => ({ value, label: value }))}
              filteringType="auto"
              onChange={({ detail }) => setChosen(detail.selectedOption.value ?? null)}
            />
          </FormField>
        )}
        <RampOf domain={domain} accountPerDay={accountPerDay} />
      </SpaceBetween>
    </Container>
  );
}

function RampOf({ domain, accountPerDay }: { domain: string; accountPerDay: number | null }) {
  const words = useWords();
  const naming = useRampNaming();
  const known = useDomain(domain);
  const forecast = useForecast(domain);
  const failed = [known, forecast].find(({ error, data }) => error !== null && data === undefined);
  if (failed?.error) return <Failed error={failed.error} onRetry={() => void failed.refetch()} />;
  if (known.data === undefined || forecast.data === undefined) return <Spinner aria-label={words.common.loading} />;
  const { warmUp } = known.data;
  return (
    <Ramp days={domainRamp(warmUp, forecast.data.days, naming)} today={warmUp.day} accountPerDay={accountPerDay} />
  );
}
