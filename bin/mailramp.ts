import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks } from 'cdk-nag';
import { MailrampStack } from '../lib/mailramp-stack.ts';
import { readSettings, type Settings, WrongSettings } from '../lib/settings.ts';
import { BuildFailed, buildConsole, consoleFolder, isBuilt } from '../scripts/console-cache.ts';

const app = new App();

/** A wrong setting is the user's to mend: the sentence alone, not where in our code it was noticed. */
function settingsOrExit(): Settings {
  try {
    return readSettings(app.node);
  } catch (error) {
    if (!(error instanceof WrongSettings)) throw error;
    process.stderr.write(`mailramp: ${error.message.replaceAll('\n', '\nmailramp: ')}\n`);
    process.exit(1);
  }
}

/** The web console as its sources are now. Commands that deploy nothing bundle nothing, and need none of it. */
async function consoleOrExit(): Promise<string> {
  const root = join(import.meta.dirname, '..');
  const folder = consoleFolder(root);
  const bundled: unknown = app.node.tryGetContext(cxapi.BUNDLING_STACKS);
  if (isBuilt(folder) || (Array.isArray(bundled) && bundled.length === 0)) return folder;
  const onStep = (step: string) => process.stderr.write(`mailramp: console: ${step}\n`);
  try {
    await buildConsole(root, folder, { onStep, signal: new AbortController().signal });
  } catch (error) {
    if (!(error instanceof BuildFailed)) throw error;
    process.stderr.write(`mailramp: the console: ${error.message}\n${error.output}\n`);
    process.exit(1);
  }
  return folder;
}

const settings = settingsOrExit();
new MailrampStack(app, settings.stackName, { settings, consoleFolder: await consoleOrExit() });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
