import type { Node } from 'constructs';
import * as z from 'zod';

const PREFIX = 'mailramp:';

/** What CloudWatch Logs accepts. */
const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653] as const;

const ALARM_SETS = ['none', 'essential', 'all'] as const;

// `cdk --context name=value` hands over text, `cdk.json` numbers: both are fine.
const wholeNumber = (least: number, most: number, byDefault: number) => {
  const message = `must be a whole number from ${grouped(least)} to ${grouped(most)}`;
  return z.coerce.number(message).int(message).min(least, message).max(most, message).default(byDefault);
};

/** The same, or 0. */
const zeroOr = (least: number, most: number, byDefault: number) => {
  const message = `must be 0, or a whole number from ${grouped(least)} to ${grouped(most)}`;
  const fits = (n: number) => n === 0 || (n >= least && n <= most);
  return z.coerce.number(message).int(message).refine(fits, message).default(byDefault);
};

const grouped = (n: number): string => n.toLocaleString('en-US');

const oneOf = <const Values extends readonly (string | number)[]>(values: Values) =>
  `must be one of ${values.join(', ')}`;

const truthValue = (byDefault: boolean) =>
  z
    .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')], 'must be true or false')
    .default(byDefault);

/** A text that may be left empty. */
const optional = (pattern: RegExp, message: string) =>
  z.union([z.literal(''), z.string(message).regex(pattern, message)], message).default('');

const HOST_NAME = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

const hostName = optional(HOST_NAME, 'must be a host name in lower case');

const NO_ADDRESS = 'must be an e-mail address';

/** What SES accepts as the name of a pool. */
const POOL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;

const poolNames = z
  .union([
    z.array(z.string()),
    z.string().transform((text) => (text === '' ? [] : text.split(',').map((name) => name.trim()))),
  ])
  .refine((names) => names.every((name) => POOL_NAME.test(name)), 'must be names of pools, with commas between them');

const CIDR = /^(?:\d{1,3}\.){3}\d{1,3}\/(?:[12]?\d|3[0-2])$/;

const addressRanges = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(',').map((range) => range.trim()))])
  .refine(
    (ranges) => ranges.length > 0 && ranges.every((range) => CIDR.test(range)),
    'must be ranges such as 203.0.113.0/24, with commas between them',
  );

const settingsSchema = z
  .strictObject({
    /**
     * Days after its end for which it is remembered who got a run, 0 or 7 to 3,650; 0 for ever. Counts stay.
     * @default 400
     */
    runRetentionDays: zeroOr(7, 3_650, 400),
    /**
     * Name of the stack, and the value of the tag `mailramp` on the SES identities that it made or adopted.
     * @default 'Mailramp'
     */
    stackName: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, 'must begin with a letter and have at most 100 letters, digits and dashes')
      .default('Mailramp'),
    /**
     * Most mails a second, 1 to 10,000. The account's own rate holds where it is lower.
     * @default 1000
     */
    sendRate: wholeNumber(1, 10_000, 1000),
    /**
     * Fixed offset of the quota day from UTC in minutes, -720 to 840: +480 begins the day at midnight in Singapore.
     * @default 0
     */
    quotaDayOffsetMinutes: wholeNumber(-720, 840, 0),
    /**
     * Address that receives alarms; it must confirm a mail from SNS once.
     * @default - none: alarms show in CloudWatch only
     */
    alarmEmail: z.union([z.literal(''), z.email(NO_ADDRESS)], NO_ADDRESS).default(''),
    /**
     * Which alarms there are, at $0.10 a month each: `essential` are those that need a person, `all` adds faults that
     * show elsewhere, only later, and the rest of the throttled tables.
     * @default 'essential'
     */
    alarms: z.enum(ALARM_SETS, oneOf(ALARM_SETS)).default('essential'),
    /**
     * Where the documents of this checkout can be read, for links in the texts of alarms, without a slash at the end,
     * e.g. `https://github.com/you/mailramp/blob/main/docs`.
     * @default - none: alarms name the heading of docs/operations.md
     */
    docsUrl: optional(/^https:\/\/[^\s?#]{1,300}[^\s?#/]$/, 'must be an https address without a slash at the end'),
    /**
     * Whether there is a dashboard in CloudWatch, at $3 a month.
     * @default false
     */
    dashboard: truthValue(false),
    /**
     * How long CloudWatch keeps logs, in days.
     * @default 30
     */
    logRetentionDays: z.coerce
      .number(oneOf(RETENTION_DAYS))
      .pipe(z.literal(RETENTION_DAYS, oneOf(RETENTION_DAYS)))
      .default(30),
    /**
     * Host name of the API and of links to unsubscribe, e.g. `mail.example.com`; with one or both of the next two.
     * @default - the API's own host
     */
    apiDomain: hostName,
    /**
     * ARN of the certificate for `apiDomain`, in the Region of the stack.
     * @default - one is created and validated in the hosted zone
     */
    apiCertificateArn: optional(/^arn:[\w-]+:acm:/, 'must be the ARN of a certificate'),
    /**
     * Id of the Route 53 hosted zone of `apiDomain`; the record of the name is created there.
     * @default - none: the record is yours to make, from the output `ApiDomainTarget`
     */
    apiHostedZoneId: optional(/^Z[A-Z0-9]{1,31}$/, 'must be the id of a hosted zone'),
    /**
     * Most requests a second to the API, all API keys together, 1 to 10,000; for a moment twice as many.
     * @default 50
     */
    apiRequestRate: wholeNumber(1, 10_000, 50),
    /**
     * Most requests a second of one API key, averaged over ten seconds, 1 to 10,000; 0 for any number.
     * @default 25
     */
    keyRequestRate: zeroOr(1, 10_000, 25),
    /**
     * Most requests a second to the pages of readers, which have a limit of their own, 1 to 10,000.
     * @default 1000
     */
    pageRequestRate: wholeNumber(1, 10_000, 1_000),
    /**
     * Pools of dedicated addresses of SES that domains may name as `sendingPool`, with commas between them. They must
     * exist.
     * @default - none
     */
    sendingPools: poolNames.default([]),
    /**
     * Host name of tracked links, e.g. `click.example.com`: a verified subdomain with a CNAME to SES's tracking domain
     * of the Region and a certificate.
     * https://docs.aws.amazon.com/ses/latest/dg/configure-custom-open-click-domains.html
     * @default - SES's own, shared by all its customers
     */
    trackingDomain: hostName,
    /**
     * Whether SES hands mails over by TLS only. A receiver that has none then gets no mail: SES tries for hours and
     * reports a bounce. See docs/decisions/0062-tls-where-there-is-tls.md.
     * @default false
     */
    requireTls: truthValue(false),
    /**
     * Whether the sender may send as every identity of the account, and not only as those with the tag of the stack:
     * for an account in the sandbox, whose test recipients are identities as well. See docs/deploy.md.
     * @default false
     */
    sendAsAnyIdentity: truthValue(false),
    /**
     * Whether programs written for the e-mail service of Tencent Cloud are answered, at $0.40 a month for the secret
     * from which their keys are derived. See docs/tencent.md.
     * @default true
     */
    tencentApi: truthValue(true),
    /**
     * Maximum number of concurrent senders, over all runs, 2 to 1,000; with 0 it follows `sendRate`: one for each 50
     * mails a second, at least 20.
     * @default 0
     */
    senderConcurrency: wholeNumber(0, 1000, 0).refine((n) => n !== 1, 'must be 0, or at least 2'),
    /**
     * Concurrent Lambda invocations that the account allows in the Region, 10 to 100,000; a new account may have 10.
     * Queues take at most 70 % of them, as far as that leaves each at least two.
     * @default 1000
     */
    lambdaConcurrency: wholeNumber(10, 100_000, 1000),
    /**
     * Write units a second that the tables Audience and Mail take from the beginning, 4,000 to 40,000; 0 leaves that
     * to DynamoDB, which begins with 4,000 and grows under load. Has a price, once.
     * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
     * @default 0
     */
    warmThroughput: zeroOr(4_000, 40_000, 0),
    /**
     * Whether programs hand in mail by SMTP: a container behind a load balancer, at about $35 a month. Needs
     * `smtpDomain`.
     * @default false
     */
    smtp: truthValue(false),
    /**
     * Host name of the SMTP server, e.g. `smtp.example.com`; with one or both of the next two.
     * @default - none
     */
    smtpDomain: hostName,
    /**
     * ARN of the certificate for `smtpDomain`, in the Region of the stack.
     * @default - one is created and validated in the hosted zone
     */
    smtpCertificateArn: optional(/^arn:[\w-]+:acm:/, 'must be the ARN of a certificate'),
    /**
     * Id of the Route 53 hosted zone of `smtpDomain`; the record of the name is created there.
     * @default - none: the record is yours to make, from the output `SmtpDomainTarget`
     */
    smtpHostedZoneId: optional(/^Z[A-Z0-9]{1,31}$/, 'must be the id of a hosted zone'),
    /**
     * Containers of the SMTP server, 1 to 10; each takes 100 connections.
     * @default 1
     */
    smtpTasks: wholeNumber(1, 10, 1),
    /**
     * From where programs reach the SMTP server, as ranges of IPv4 addresses with commas between them.
     * @default 0.0.0.0/0
     */
    smtpCidrs: addressRanges.default(['0.0.0.0/0']),
    /**
     * Whether tables and bucket are protected against deletion and outlive the stack. `false` is for throw-away stacks.
     * @default true
     */
    retainData: truthValue(true),
  })
  .superRefine((settings, context) => {
    const missing = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    for (const kind of ['api', 'smtp'] as const) {
      const [domain, certificate, zone] = [`${kind}Domain`, `${kind}CertificateArn`, `${kind}HostedZoneId`] as const;
      const hasHelp = settings[certificate] !== '' || settings[zone] !== '';
      if (settings[domain] !== '' && !hasHelp) missing(domain, `needs ${PREFIX}${certificate} or ${PREFIX}${zone}`);
      if (settings[domain] === '' && hasHelp)
        missing(domain, `is missing: ${PREFIX}${certificate} and ${PREFIX}${zone} are for it`);
    }
    if (settings.smtp && settings.smtpDomain === '') missing('smtpDomain', `is missing: ${PREFIX}smtp needs it`);
  });

/** The settings of a stack; `cdk.json` holds them under `mailramp:<name>`. */
export type Settings = z.output<typeof settingsSchema>;

/** Settings that nothing can be made of; the message is for the person who set them. */
export class WrongSettings extends Error {
  override readonly name = WrongSettings.name;
}

/** Reads the settings from the context. @throws WrongSettings with a sentence for each that is wrong or not known. */
export function readSettings(node: Node): Settings {
  const named = Object.entries(node.getAllContext())
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, value]) => [key.slice(PREFIX.length), value]);
  const settings = settingsSchema.safeParse(Object.fromEntries(named));
  if (settings.success) return settings.data;
  throw new WrongSettings(settings.error.issues.flatMap((issue) => faultsOf(issue)).join('\n'));
}

function faultsOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((name) => `there is no setting ${PREFIX}${name}: docs/deploy.md lists them`);
  return [`the setting ${PREFIX}${issue.path.join('.')} ${issue.message}`];
}
