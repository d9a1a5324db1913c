import { parseArgs } from 'node:util';
import { FlagError, integer } from './flag-values.ts';
import { type Relay, readRelay } from './relay.ts';
import { type Certificate, DEFAULT_SUBMISSION_PORT, readCertificate } from './submission.ts';

/** How this machine is to run. */
export interface Flags {
  /** Null when not asked for by name: the default is then given up for a free one. */
  port: number | null;
  data: string;
  memory: boolean;
  empty: boolean;
  smtp: Relay | null;
  /** Where programs hand in mail by SMTP; null when not asked for by name. */
  submissionPort: number | null;
  /** Of that server; null for no TLS. */
  submissionCertificate: Certificate | null;
  sendRate: number;
  json: boolean;
  /** Build the console at once, and not when it is first opened. */
  console: boolean;
  /** Build the console again whenever its sources change, and let its pages load it. */
  consoleWatch: boolean;
  /** Open the console in a browser. */
  open: boolean;
  /** The embedded DynamoDB in place of the tables of this process's own. */
  dynamodb: boolean;
  /** Any DynamoDB in place of both. */
  dynamodbEndpoint: string | null;
}

export const DEFAULT_PORT = 3025;
const DEFAULT_SEND_RATE = 1_000;
const MAX_SEND_RATE = 100_000;

export const HELP = `mailramp: send a campaign on this machine, through all its warm-up days

  npm start -- [flags]

  --port N           port of the API on 127.0.0.1, 0 for any that is free (default ${DEFAULT_PORT})
  --data DIR         where everything is kept (default .mailramp); with --memory only local.json, which says
                     where the product is
  --memory           keep nothing: tables, objects and mail in memory
  --dynamodb         keep the tables in an embedded DynamoDB (Linux on x64)
  --empty            do not send the sample campaign
  --smtp RELAY       hand mail to a real relay instead of the inbox (sends no sample): HOST:PORT, or
                     smtp(s)://USER:PASSWORD@HOST:PORT?tls=required|opportunistic|off&timeout=SECONDS
  --submission-port N  port of the SMTP server for programs on 127.0.0.1, 0 for any that is free (default ${DEFAULT_SUBMISSION_PORT})
  --submission-cert FILE, --submission-key FILE
                     certificate and key in PEM: the SMTP server for programs then speaks TLS
  --send-rate N      mails a second (default ${DEFAULT_SEND_RATE})
  --console          build the console at once, and not when it is first opened
  --console-watch    build the console again whenever its sources change, and reload its pages
  --open             open the console in a browser, signed in
  --json             one JSON object a line for every event
  --help             this text

  MAILRAMP_DYNAMODB_ENDPOINT   any DynamoDB endpoint, for the tables
`;

/** Reads the command line. Answers `help` when that is asked for; throws `FlagError` on anything unknown. */
export function readFlags(args: string[], environment: NodeJS.ProcessEnv): Flags | 'help' {
  const values = parse(args);
  if (values.help === true) return 'help';
  if (values.memory && values.dynamodb) throw new FlagError('--memory and --dynamodb exclude each other');
  return {
    port: values.port === undefined ? null : integer('--port', values.port, 0, 65_535),
    data: values.data ?? '.mailramp',
    memory: values.memory ?? false,
    empty: values.empty ?? false,
    smtp: values.smtp === undefined ? null : readRelay(values.smtp),
    submissionPort:
      values['submission-port'] === undefined
        ? null
        : integer('--submission-port', values['submission-port'], 0, 65_535),
    submissionCertificate: readCertificate(values['submission-cert'], values['submission-key']),
    sendRate:
      values['send-rate'] === undefined
        ? DEFAULT_SEND_RATE
        : integer('--send-rate', values['send-rate'], 1, MAX_SEND_RATE),
    json: values.json ?? false,
    console: values.console ?? false,
    consoleWatch: values['console-watch'] ?? false,
    open: values.open ?? false,
    dynamodb: values.dynamodb ?? false,
    dynamodbEndpoint: endpoint(environment.MAILRAMP_DYNAMODB_ENDPOINT),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: false,
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        memory: { type: 'boolean' },
        dynamodb: { type: 'boolean' },
        empty: { type: 'boolean' },
        smtp: { type: 'string' },
        'submission-port': { type: 'string' },
        'submission-cert': { type: 'string' },
        'submission-key': { type: 'string' },
        'send-rate': { type: 'string' },
        json: { type: 'boolean' },
        console: { type: 'boolean' },
        'console-watch': { type: 'boolean' },
        open: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    // The first sentence names the flag; the rest explains Node's own syntax.
    throw new FlagError((error as Error).message.split('. ')[0]);
  }
}

function endpoint(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  if (!URL.canParse(text)) throw new FlagError(`MAILRAMP_DYNAMODB_ENDPOINT must be a URL, but is '${text}'`);
  return text;
}
