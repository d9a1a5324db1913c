import Alert from '@cloudscape-design/components/alert';
import BarChart from '@cloudscape-design/components/bar-chart';
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useDigest } from '../../api/digest.ts';
import { type Digest, shareOf } from '../../logic/digest.ts';
import { reasonText } from '../../logic/reason-text.ts';
import { Empty } from '../../parts/data-table.tsx';
import { useFormats } from '../../parts/formats.ts';
import { Outcome } from '../../parts/outcome.tsx';
import { Failed } from '../../parts/problem.tsx';
import { useWords } from '../../words/words.tsx';
import type { TabProps } from './tab-props.ts';

/** What came of the mails: how many arrived, were opened and clicked, and why others did not. */
export function Results({ task, shown }: TabProps) {
  const words = useWords().taskPage.results;
  const formats = useFormats();
  const { data, error, refetch } = useDigest(task.taskId, shown);
  if (shown === null) return <Empty title={words.empty} why={words.emptyWhy} />;
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  const isPart = data !== undefined && data.read < doneOf(shown.counts);
  return (
    <SpaceBetween size="l">
      {isPart && <Alert type="info">{words.part(formats.count(data.read))}</Alert>}
      <Funnel requested={shown.counts.requested} digest={data} />
      {data && <Rates digest={data} />}
      <Reasons taskId={task.taskId} digest={data} />
    </SpaceBetween>
  );
}

const doneOf = ({
  sent,
  failed,
  skipped,
  unknown,
}: {
  sent: number;
  failed: number;
  skipped: number;
  unknown: number;
}) => sent + failed + skipped + unknown;

const STEPS = ['sent', 'delivered', 'opened', 'clicked'] as const;

function Funnel({ requested, digest }: { requested: number; digest: Digest | undefined }) {
  const words = useWords().taskPage.results;
  const formats = useFormats();
  const first = { x: words.steps.requested, y: digest === undefined ? requested : digest.read };
  const data = [first, ...STEPS.map((step) => ({ x: words.steps[step], y: digest?.[step] ?? 0 }))];
  return (
    <SpaceBetween size="xs">
      <BarChart
        ariaLabel={words.funnel}
        ariaDescription={data.map(({ x, y }) => `${x}: ${formats.count(y)}`).join(', ')}
        height={200}
        hideFilter
        hideLegend
        horizontalBars
        statusType={digest === undefined ? 'loading' : 'finished'}
        series={[{ type: 'bar', title: words.recipients, data, valueFormatter: formats.count }]}
        xDomain={data.map(({ x }) => x)}
        yDomain={[0, Math.max(1, first.y)]}
        xTitle={words.step}
        yTitle={words.recipients}
        i18nStrings={{ yTickFormatter: formats.count }}
      />
      <Box variant="small" color="text-body-secondary">
        {words.proxies}
      </Box>
    </SpaceBetween>
  );
}

function Rates({ digest }: { digest: Digest }) {
  const words = useWords().taskPage.results;
  const formats = useFormats();
  const of = (part: number, whole: number, what: string): string =>
    words.rate(formats.share(shareOf(part, whole)), formats.count(part), what);
  const { sent, delivered, opened, clicked, bounced, complained, unsubscribed } = digest;
  return (
    <KeyValuePairs
      columns={3}
      items={[
        { label: words.steps.delivered, value: of(delivered, sent, words.ofSent) },
        { label: words.steps.opened, value: of(opened, delivered, words.ofDelivered) },
        { label: words.steps.clicked, value: of(clicked, delivered, words.ofDelivered) },
        { label: words.bounced, value: of(bounced, sent, words.ofSent) },
        { label: words.complained, value: of(complained, delivered, words.ofDelivered) },
        { label: words.unsubscribed, value: of(unsubscribed, delivered, words.ofDelivered) },
      ]}
    />
  );
}

function Reasons({ taskId, digest }: { taskId: string; digest: Digest | undefined }) {
  const words = useWords();
  const formats = useFormats();
  const { results, readers } = words.taskPage;
  return (
    <Table
      variant="embedded"
      wrapLines
      ariaLabels={{ tableLabel: results.reasons }}
      header={<Header variant="h2">{results.reasons}</Header>}
      loading={digest === undefined}
      loadingText={words.common.loading}
      items={digest?.reasons ?? []}
      trackBy={({ outcome, reason }) => `${outcome} ${reason}`}
      empty={<Empty title={results.noReasons} />}
      columnDefinitions={[
        {
          id: 'reason',
          header: readers.reason,
          cell: (each) => <bdi>{reasonText(each, words) ?? '–'}</bdi>,
          isRowHeader: true,
        },
        { id: 'outcome', header: readers.outcome, cell: ({ outcome }) => <Outcome of={outcome} /> },
        {
          id: 'recipients',
          header: results.recipients,
          cell: ({ outcome, recipients }) => (
            <Link href={`/console/tasks/${taskId}?tab=readers&outcome=${outcome}`}>{formats.count(recipients)}</Link>
          ),
        },
      ]}
    />
  );
}
