import {
  changeTemplate,
  createTemplate,
  deleteTemplate,
  previewTemplate,
  showTemplate,
  showTemplates,
} from '../commands/templates.ts';
import { type TestSendOptions, testSend } from '../commands/test-send.ts';
import type { DataOptions } from '../send/content.ts';
import type { Commands } from './commands.ts';
import { repeated } from './parsers.ts';

/** What is sent. */
export function addContent({ command, heading, session, end }: Commands): void {
  heading('Templates');
  const templates = command('templates', 'show all templates, or work with one').action(() => showTemplates(session()));
  command('show <template>', 'show a template as it is written, with its variables', templates).action(
    (template: string) => showTemplate(session(), template),
  );
  command('create <file>', 'make a template from an HTML or .txt file', templates)
    .option('--name <text>', 'its name (default: that of the file)')
    .option('--subject <text>', 'its subject')
    .option('--text <file>', 'the text part of an HTML file (default: made from the HTML)')
    .action((file: string, options: { name?: string; subject?: string; text?: string }) =>
      createTemplate(session(), file, options),
    );
  command('change <template>', 'change parts of a template; runs that have started keep what they have', templates)
    .option('--file <file>', 'an HTML or .txt file in place of that part')
    .option('--text <file>', 'the text part')
    .option('--subject <text>', 'the subject')
    .option('--name <text>', 'the name')
    .action((template: string, options: { file?: string; name?: string; subject?: string; text?: string }) =>
      changeTemplate(session(), template, options),
    );
  command('preview <template>', 'show a template as one recipient would get it', templates)
    .option('--set <name=value>', 'a value for the template; may be repeated', repeated)
    .option('--values <file>', 'a JSON object with values for the template')
    .option('--html', 'print the HTML part')
    .action((template: string, options: DataOptions & { html?: boolean }) =>
      previewTemplate(session(), template, options),
    );
  command('delete <template>', 'delete a template', templates)
    .option('-y, --yes', 'skip the question')
    .action(async (template: string, options: { yes?: boolean }) =>
      end(await deleteTemplate(session(), template, options)),
    );

  command('test-send <addresses...>', 'send a template to a few addresses now, as a test')
    .requiredOption('--from <mailbox>', 'the sender: an address, or a name and an address')
    .requiredOption('--template <id|name|file>', 'a template, or an HTML or .txt file')
    .option('--subject <text>', 'replaces the subject of the template')
    .option('--set <name=value>', 'a value for the template; may be repeated', repeated)
    .option('--values <file>', 'a JSON object with values for the template')
    .action(async (addresses: string[], options: TestSendOptions) =>
      end(await testSend(session(), addresses, options)),
    );
}
