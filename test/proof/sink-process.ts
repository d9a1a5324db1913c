import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SinkCall, SinkHello } from './sink.ts';

/** The sink, as seen from the process that started it. */
export class SinkProcess {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  static async start(): Promise<SinkProcess> {
    const child = fork(join(import.meta.dirname, 'sink.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const [hello] = (await once(child, 'message')) as [SinkHello];
    return new SinkProcess(child, hello.port);
  }

  /** Messages that it has taken so far. */
  count(): Promise<number> {
    return this.#call('count');
  }

  /** The recipient of each of them, in the order in which they came. */
  record(): Promise<string[]> {
    return this.#call('record');
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  async #call<Answer>(call: SinkCall): Promise<Answer> {
    const answer = once(this.#child, 'message');
    this.#child.send(call);
    return (await answer)[0] as Answer;
  }
}
