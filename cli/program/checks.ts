import { ROLES } from '../../core/access/role.ts';
import { MAX_LIST_MEMBERS } from '../../core/audience/list-store.ts';
import { showAccount, switchAll } from '../commands/account.ts';
import { openConsole } from '../commands/console.ts';
import { type FirstAccountOptions, runFirstAccount } from '../commands/first-account.ts';
import { addKey, type NewKeyOptions, showKeys } from '../commands/keys.ts';
import { showOutputs } from '../commands/outputs.ts';
import { runSelfTest } from '../commands/self-test.ts';
import { DEFAULT_LISTEN, type SmtpOptions, serveSmtp } from '../commands/smtp.ts';
import { travel } from '../commands/travel.ts';
import type { Commands } from './commands.ts';
import { numberWithin } from './parsers.ts';

/** The installation, and whether all is well with it. */
export function addChecks({ command, heading, session, end }: Commands): void {
  heading('Installation');
  command('console', 'open the web console in a browser, signed in')
    .option('--print', 'print the link, and open nothing')
    .action((options: { print?: boolean }) => openConsole(session(), options));

  command('smtp', 'take in mail by SMTP for programs beside this command, and hand it over by HTTPS, until Ctrl-C')
    .option(
      '--listen <host:port>',
      'where programs connect; another host than this machine needs a certificate',
      DEFAULT_LISTEN,
    )
    .option('--cert <file>', 'certificate in PEM, for STARTTLS')
    .option('--tls-key <file>', 'its key in PEM')
    .action(({ tlsKey, ...options }: Omit<SmtpOptions, 'key'> & { tlsKey?: string }) =>
      serveSmtp(session(), { ...options, ...(tlsKey === undefined ? {} : { key: tlsKey }) }),
    );

  const keys = command(
    'keys',
    'list the API keys, when they were used last, and how many browsers are signed in as each',
  ).action(() => showKeys(session()));
  command('add <name>', 'make a key, which is shown this once', keys)
    .option('--role <role>', `${ROLES.join(', ')}`, 'sender')
    .option('--kind <kind>', 'bearer, or tencent for programs that were written for Tencent Cloud SES', 'bearer')
    .action((name: string, options: NewKeyOptions) => addKey(session(), name, options));

  command('self-test', 'send mails to the SES simulator, and check that their events come back')
    .option('--domain <domain>', 'the sending domain (default: any that is verified)')
    .action(async (options: { domain?: string }) => end(await runSelfTest(session(), options)));

  command('first-account', 'check what only a real account can show, and print the answers to pass on')
    .option('--domain <domain>', 'the sending domain (default: any that is verified)')
    .option('--to <address>', 'a verified address, to learn whether the sandbox lets mail through to it')
    .option('--only <checks>', 'only these checks, separated by commas; a check that takes hours runs only if named')
    .option(
      '--rows <n>',
      'rows of the import (default 1,000,000; 20,000 on one machine)',
      numberWithin(1, MAX_LIST_MEMBERS),
    )
    .option('--minutes <n>', 'duration of the run at the full rate', numberWithin(1, 60), 5)
    .option('-y, --yes', 'skip the question')
    .action(async (options: FirstAccountOptions) => end(await runFirstAccount(session(), options)));

  command('account', 'show what the account may send, and whether everything is held').action(() =>
    showAccount(session()),
  );
  command('hold-all', 'hold everything: nothing is sent until release').action(() => switchAll(session(), 'hold'));
  command('release', 'release everything that is held').action(() => switchAll(session(), 'release'));

  command('travel [to]', 'move the clock of the product on one machine, by a duration such as 24h or to a time').action(
    (to: string | undefined) => travel(session(), to),
  );

  command('outputs', 'show which installation is used, and where it was found').action(() => showOutputs(session()));
}
