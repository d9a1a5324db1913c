import Box from '@cloudscape-design/components/box';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { type DnsRecord, dnsSentence } from '../../logic/dns.ts';
import type { Column } from '../../parts/data-table.tsx';
import { useWords } from '../../words/words.tsx';

/** The columns of the records of a domain. `nameOf`: how the provider of the user wants the names. */
export function useDnsColumns(nameOf: (name: string) => string): readonly [Column<DnsRecord>, ...Column<DnsRecord>[]] {
  const { columns, purposes, copyName, copyValue } = useWords().domains.dns;
  return [
    { id: 'purpose', header: columns.purpose, minWidth: 110, cell: ({ purpose }) => purposes[purpose] },
    { id: 'state', header: columns.state, minWidth: 220, cell: (record) => <State record={record} /> },
    { id: 'type', header: columns.type, cell: ({ type }) => type },
    {
      id: 'name',
      header: columns.name,
      minWidth: 220,
      cell: ({ name }) => <Copied text={nameOf(name)} label={copyName(nameOf(name))} />,
    },
    {
      id: 'value',
      header: columns.value,
      minWidth: 240,
      // What an MX record points to is the user's choice: there is nothing to copy.
      cell: ({ purpose, expected }) =>
        purpose === 'mx' ? purposes.mxExpected : <Copied text={expected} label={copyValue(expected)} />,
    },
    {
      id: 'current',
      header: columns.current,
      minWidth: 200,
      cell: ({ current }) => (current === null ? '–' : <Code>{current}</Code>),
    },
  ];
}

const lookOf = ({ ok }: DnsRecord): StatusIndicatorProps.Type => (ok === null ? 'pending' : ok ? 'success' : 'error');

function State({ record }: { record: DnsRecord }) {
  const words = useWords();
  const { right, wrong, unknown } = words.domains.dns.states;
  const sentence = dnsSentence(record, words);
  return (
    <>
      <StatusIndicator type={lookOf(record)}>
        {record.ok === null ? unknown : record.ok ? right : wrong}
      </StatusIndicator>
      {sentence !== null && (
        <Box variant="small" display="block">
          {sentence}
        </Box>
      )}
    </>
  );
}

const Code = ({ children }: { children: string }) => <Box variant="code">{children}</Box>;

/** Copies exactly what is shown. */
function Copied({ text, label }: { text: string; label: string }) {
  const { copied, notCopied } = useWords().common;
  return (
    <CopyToClipboard
      variant="inline"
      wrapText
      textToCopy={text}
      textToDisplay={<Code>{text}</Code>}
      copyButtonAriaLabel={label}
      copySuccessText={copied}
      copyErrorText={notCopied}
    />
  );
}
