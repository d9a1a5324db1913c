import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type Account, useAccount } from '../../api/overview.ts';
import { useSignedIn } from '../../api/session.ts';
import { offsetText } from '../../logic/quota-day.ts';
import { useFormats } from '../../parts/formats.ts';
import { Failed } from '../../parts/problem.tsx';
import { useWords } from '../../words/words.tsx';
import { HoldAll } from './hold-all.tsx';

export function AccountSettings() {
  const { data, error, refetch } = useAccount();
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <SpaceBetween size="l">
      <Product />
      {data !== undefined && <Sending account={data} />}
      {data !== undefined && <HoldAll hold={data.hold} />}
    </SpaceBetween>
  );
}

function Product() {
  const words = useWords().settings.account;
  const { product } = useSignedIn();
  const { count } = useFormats();
  return (
    <Container header={<Header variant="h2">{words.product}</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: words.version, value: product.version },
          { label: words.stack, value: product.stack ?? words.onThisMachine },
          { label: words.region, value: product.region ?? words.onThisMachine },
          { label: words.quotaDay, value: offsetText(product.quotaDayOffsetMinutes) },
          { label: words.maxList, value: count(product.maxListRecipients) },
        ]}
      />
    </Container>
  );
}

function Sending({ account }: { account: Account }) {
  const words = useWords().settings.account;
  const { count } = useFormats();
  const { sandbox, sendingEnabled, max24HourSend, sentLast24Hours, sendRate, maxSendRate } = account;
  return (
    <Container header={<Header variant="h2">{words.sending}</Header>}>
      <SpaceBetween size="l">
        <KeyValuePairs
          columns={4}
          items={[
            { label: words.ses, value: <Ses sandbox={sandbox} sendingEnabled={sendingEnabled} /> },
            { label: words.rate, value: words.aSecond(count(sendRate)) },
            { label: words.maxRate, value: maxSendRate === null ? words.noLimit : words.aSecond(count(maxSendRate)) },
          ]}
        />
        {max24HourSend === null || sentLast24Hours === null ? (
          <Box color="text-body-secondary">{words.noQuota}</Box>
        ) : (
          <ProgressBar
            label={words.quota}
            description={words.quotaWhy}
            value={Math.min(100, (100 * sentLast24Hours) / Math.max(1, max24HourSend))}
            additionalInfo={words.ofQuota(count(sentLast24Hours), count(max24HourSend))}
          />
        )}
      </SpaceBetween>
    </Container>
  );
}

function Ses({ sandbox, sendingEnabled }: Pick<Account, 'sandbox' | 'sendingEnabled'>) {
  const words = useWords().settings.account;
  if (sendingEnabled === null) return <StatusIndicator type="info">{words.withoutSes}</StatusIndicator>;
  if (!sendingEnabled) return <StatusIndicator type="error">{words.disabled}</StatusIndicator>;
  if (sandbox === true) return <StatusIndicator type="warning">{words.sandbox}</StatusIndicator>;
  return <StatusIndicator type="success">{words.production}</StatusIndicator>;
}
