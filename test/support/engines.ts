import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const START_TRIES = 200;
const TRY_EVERY_MS = 25;

/** A port that nobody listens to at this moment. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** What a client of an embedded engine says of itself; the engines do not look at it. */
export const LOCAL_ACCOUNT = { region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };

export interface Engine {
  endpoint: string;
  /** Ends the process and waits until it has gone. */
  stop(): Promise<void>;
}

const stopper = (child: ChildProcess) => async (): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
};

/** Starts a program that listens on `port`, and waits until it does. */
async function start(port: number, command: string, args: string[]): Promise<Engine> {
  const child = spawn(command, args, { stdio: 'ignore' });
  const stop = stopper(child);
  for (let tries = 0; tries < START_TRIES; tries += 1) {
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}`);
    if (await accepts(port)) return { endpoint: `http://127.0.0.1:${port}`, stop };
    await wait(TRY_EVERY_MS);
  }
  await stop();
  throw new Error(`${command} does not listen on port ${port}`);
}

/** An embedded DynamoDB, in memory. */
export async function startDynamoEngine(): Promise<Engine> {
  const port = await freePort();
  const binary = createRequire(__filename).resolve('@dynoxide/linux-x64/dynoxide');
  return start(port, binary, ['--port', String(port)]);
}

/** An embedded SQS and S3, in a process of their own: the package is of modules only, which the tests do not load. */
export async function startAwsEngine(): Promise<Engine> {
  const port = await freePort();
  return start(port, process.execPath, [require.resolve('./aws-engine.mjs'), String(port)]);
}
