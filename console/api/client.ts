import { ApiClient } from '../../adapters/api/client.ts';
import { ApiProblem } from '../../adapters/api/problem.ts';
import { SignInGate } from './gate.ts';

/** Calls the API of the page's own origin; the browser adds the cookie of the session. */
const client = new ApiClient('');

export const gate = new SignInGate();

/** For calls about the session itself, which must not wait for it. */
export const sessionless = client;

/** Whether a call was refused because nobody is signed in. */
export const isSignedOut = (error: unknown): error is ApiProblem => error instanceof ApiProblem && error.status === 401;

/**
 * The API, as a signed-in user calls it: `api((client) => client.get(…))`. A call that finds the session at its end
 * waits for the sign-in, and is made again; one that creates is given its `idempotencyKey`, so that nothing is made
 * twice.
 */
export async function api<Answer>(call: (client: ApiClient) => Promise<Answer>): Promise<Answer> {
  for (;;) {
    gate.check();
    try {
      return await call(client);
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      await gate.pass(error);
    }
  }
}
