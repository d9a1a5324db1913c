import { PLANS } from '../../core/warm-up/domain.ts';
import { MAX_STEP, MAX_STEPS } from '../../core/warm-up/plans.ts';
import {
  addDomain,
  changeDomain,
  deleteDomain,
  type NewDomainOptions,
  showDomain,
  showDomains,
  verifyDomain,
} from '../commands/domains.ts';
import { showWarmUp } from '../commands/warm-up.ts';
import type { Commands } from './commands.ts';
import { numberWithin } from './parsers.ts';

const step = numberWithin(1, MAX_STEP);
const stepsIn = (text: string): number[] => text.split(',').map(step);

/** Who sends. */
export function addDomains({ command, heading, session, end }: Commands): void {
  heading('Domains');
  const domains = command('domains', 'show all sending domains, or work with one').action(() => showDomains(session()));
  command('add <domain>', 'add a sending domain, and show the DNS records that it needs', domains)
    .option('--plan <plan>', `plan of the warm-up: ${PLANS.join(', ')} (default: standard)`)
    .option('--steps <numbers>', 'mails a day of plan custom, level by level, such as 100,500,2000', stepsIn)
    .option('--level <n>', 'level of a domain that is warm already', numberWithin(1, MAX_STEPS))
    .action((domain: string, options: NewDomainOptions) => addDomain(session(), domain, options));
  command('show <domain>', 'show a domain with its DNS records', domains).action((domain: string) =>
    showDomain(session(), domain),
  );
  command('change <domain>', 'change the warm-up of a domain, from today on', domains)
    .option('--plan <plan>', `${PLANS.join(', ')}`)
    .option('--steps <numbers>', 'mails a day of plan custom, level by level, such as 100,500,2000', stepsIn)
    .option('--level <n>', 'level of today', numberWithin(1, MAX_STEPS))
    .action((domain: string, options: NewDomainOptions) => changeDomain(session(), domain, options));
  command('verify <domain>', 'look at the DNS of a domain again', domains).action(async (domain: string) =>
    end(await verifyDomain(session(), domain)),
  );
  command('delete <domain>', 'delete a domain', domains)
    .option('-y, --yes', 'skip the question')
    .action(async (domain: string, options: { yes?: boolean }) => end(await deleteDomain(session(), domain, options)));

  command('warm-up <domain>', 'show the ramp of a domain').action((domain: string) => showWarmUp(session(), domain));
}
