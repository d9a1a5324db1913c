import { MINUTE, SECOND } from '../../core/clock.ts';
import { FUNCTION_NAMES, handlerIn } from './functions.ts';
import { type Answer, Gateway } from './gateway.ts';
import { EventSource } from './lambda.ts';
import { type CloudSettings, Services } from './services.ts';
import type { StackFigures } from './stack.ts';
import { virtualTimeouts } from './timeline.ts';

const RECONCILE_EVERY = 5 * MINUTE;

/** The stack, deployed on services in virtual time: one for each process, whose time-outs become virtual too. */
export class Cloud extends Services {
  readonly gateway: Gateway;

  constructor(stack: StackFigures, settings: CloudSettings = {}) {
    super(stack, settings);
    virtualTimeouts(this.timeline);
    this.gateway = new Gateway(this.timeline, this.dice.fork('gateway'), this.lambda, stack);
    this.#deploy();
  }

  request(method: string, path: string, options: { body?: unknown; key?: string } = {}): Promise<Answer> {
    return this.gateway.request(method, path, options);
  }

  /** Goes on until something is done, at most for so long; false when the time was over first. */
  async runUntil(isDone: () => boolean, mostMs: number): Promise<boolean> {
    const end = this.now + mostMs;
    await this.timeline.run(end, () => !isDone());
    return isDone();
  }

  /** Goes on while somebody prepares or looks at something. */
  async during<T>(work: Promise<T>): Promise<T> {
    let isSettled = false;
    const settled = work.finally(() => {
      isSettled = true;
    });
    settled.catch(() => {});
    await this.timeline.run(Number.MAX_SAFE_INTEGER, () => !isSettled);
    return await settled;
  }

  #deploy(): void {
    for (const name of FUNCTION_NAMES) {
      const figures = this.stack.functions[name];
      if (!figures) throw new Error(`the stack has no function ${name}`);
      this.lambda.deploy(name, figures, handlerIn(this, name));
    }
    for (const source of this.stack.sources) {
      new EventSource(this.timeline, this.dice.fork(source.queue), this.lambda, this.queue(source.queue), source);
    }
    const tick = () => {
      this.lambda.invoke('reconciler', {}, new Map(), () => {});
      this.timeline.after(RECONCILE_EVERY, tick);
    };
    this.timeline.after(RECONCILE_EVERY - 10 * SECOND, tick);
  }
}
