import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { MailrampStack } from '../lib/mailramp-stack.ts';
import { readSettings, type Settings, WrongSettings } from '../lib/settings.ts';

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

const settings = settingsOrExit();
new MailrampStack(app, settings.stackName, { settings });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
