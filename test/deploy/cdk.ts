import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Template } from '../../bench/idle.ts';
import { ACCOUNT, REGION, type StandIn } from './stand-in.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const CDK = path.join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
/** Bundling and deploying take seconds; a machine under load takes longer. */
const MAX_MS = 600_000;
const LAST_LINES = 25;

export interface Outputs {
  ApiUrl: string;
  ApiKeySecret: string;
  ConsoleUrl: string;
  SelfTest: string;
}

/** The CDK's own command line, with the stand-in in the place of AWS. */
export class Cdk {
  readonly #standIn: StandIn;

  constructor(standIn: StandIn) {
    this.#standIn = standIn;
  }

  async bootstrap(): Promise<void> {
    await this.#run('bootstrap', [`aws://${ACCOUNT}/${REGION}`]);
  }

  /** Deploys the stack as it stands in the checkout. `settings`: of its context, without the prefix. */
  async deploy(settings: Record<string, string | number | boolean> = {}): Promise<Outputs> {
    const file = path.join(this.#standIn.folder, 'outputs.json');
    await this.#run('deploy', ['--require-approval', 'never', '--outputs-file', file, ...contextOf(settings)]);
    const [outputs] = Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Outputs>);
    if (outputs === undefined) throw new Error('the stack has no outputs');
    return outputs;
  }

  /** Throws with the difference when the checkout and what is deployed are not the same. */
  async diff(): Promise<void> {
    await this.#run('diff', ['--fail', '--strict']);
  }

  /** The template that was deployed last. */
  template(): Template {
    return JSON.parse(readFileSync(path.join(this.#standIn.folder, 'cdk.out', 'Mailramp.template.json'), 'utf8'));
  }

  async destroy(): Promise<void> {
    await this.#run('destroy', ['--force']);
  }

  /** Throws with the last lines of what it printed when it fails. */
  #run(command: string, args: string[]): Promise<void> {
    const { folder } = this.#standIn;
    const child = spawn(process.execPath, [CDK, command, ...args, '--output', path.join(folder, 'cdk.out')], {
      cwd: ROOT,
      env: {
        PATH: `${path.dirname(process.execPath)}:${process.env.PATH}`,
        HOME: folder,
        CI: '1',
        CDK_DISABLE_VERSION_CHECK: '1',
        ...this.#standIn.clientVariables(),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: MAX_MS,
      killSignal: 'SIGKILL',
    });
    const lines: string[] = [];
    const log = createWriteStream(path.join(folder, `cdk-${command}.log`), { flags: 'a' });
    for (const stream of [child.stdout, child.stderr]) {
      stream.pipe(log, { end: false });
      stream.on('data', (chunk) => lines.push(...String(chunk).split('\n')));
    }
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        log.end();
        if (code === 0) return resolve();
        reject(new Error(`cdk ${command} ended with ${code}:\n${lines.slice(-LAST_LINES).join('\n')}`));
      });
    });
  }
}

const contextOf = (settings: Record<string, string | number | boolean>): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['--context', `mailramp:${name}=${value}`]);
