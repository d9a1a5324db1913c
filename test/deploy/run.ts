import { rmSync } from 'node:fs';
import { Cdk } from './cdk.ts';
import { Report } from './check.ts';
import { openConsole } from './console.ts';
import { firstDay, readEverything } from './first-day.ts';
import { laterDays } from './later-days.ts';
import { mailsAndFiles } from './mails-and-files.ts';
import { StandIn } from './stand-in.ts';
import { HOUR, openApi, type World } from './world.ts';

/**
 * Deploys the stack with the real CDK onto a stand-in for AWS and uses it over HTTP, with IAM enforced. What it proves,
 * and what only a real account can, is in docs/deploy.md. Logs stay after a failure, and with KEEP_LOGS=1 always.
 */

const report = new Report();
report.say('mailramp: a deployment onto MiniStack');
const standIn = await StandIn.start(tomorrowMorning());
const end = async (code: number): Promise<never> => {
  await standIn.stop();
  process.exit(code);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end(1));

try {
  const isGood = await journey();
  if (isGood && process.env.KEEP_LOGS === undefined) rmSync(standIn.folder, { recursive: true, force: true });
  await end(isGood ? 0 : 1);
} catch (error) {
  report.say(`broke off: ${error instanceof Error ? error.stack : String(error)}`);
  await end(1);
}

async function journey(): Promise<boolean> {
  const cdk = new Cdk(standIn);
  const world = await deployed(cdk);
  if (world !== null) {
    await openConsole(report, world);
    const campaigns = await firstDay(report, world);
    await mailsAndFiles(report, world);
    await readEverything(report, world, campaigns);
    await laterDays(report, world, campaigns);
  }
  const isGood = report.close();
  if (!isGood) report.say(`logs are in ${standIn.folder}`);
  return isGood;
}

async function deployed(cdk: Cdk): Promise<World | null> {
  let world: World | null = null;
  await report.check('bootstraps an empty account', () => cdk.bootstrap());
  await report.check('deploys with nothing filled in', async () => {
    const outputs = await cdk.deploy();
    world = { standIn, cdk, outputs, api: await openApi(standIn, outputs) };
  });
  await report.check('differs in nothing from the checkout once it is deployed', () => cdk.diff());
  await report.check('has tested itself, and says what is missing', async () => {
    const { SelfTest: found } = (world as World | null)?.outputs ?? { SelfTest: '' };
    if (!found.startsWith('incomplete; domain: no domain yet')) throw new Error(`the self-test says: ${found}`);
  });
  return world;
}

/** Nine o'clock of the next day: the journey is not to cross a midnight by chance. */
function tomorrowMorning(): number {
  const day = 24 * HOUR;
  return Math.ceil(Date.now() / day) * day + 9 * HOUR;
}
