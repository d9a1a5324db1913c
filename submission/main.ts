import { SECOND } from '../core/clock.ts';
import { rateGateIn } from '../lambdas/compose/rate-gate.ts';
import { submissionDeskPortsIn } from '../lambdas/compose/submission.ts';
import { requireEnv } from '../lambdas/require-env.ts';
import { submissionWorldOf } from '../lambdas/wiring.ts';
import { coreDesk } from './core-desk.ts';
import { CONTAINER_PORT, STOP_SECONDS, submissionEnv } from './env.ts';
import { startSubmission } from './server.ts';

/** The SMTP server of a stack, in a container behind a load balancer that ends TLS. Ends at SIGTERM. */
const base = submissionWorldOf(requireEnv(submissionEnv));
const world = { ...base, rateGate: rateGateIn(base) };
const server = await startSubmission({
  desk: coreDesk(submissionDeskPortsIn(world)),
  clock: world.clock,
  log: world.log,
  host: '0.0.0.0',
  port: CONTAINER_PORT,
  tls: { kind: 'before' },
  // A little before the platform stops waiting.
  drainMs: (STOP_SECONDS - 10) * SECOND,
});
world.log.info('smtp-listens', { port: server.port });
process.once('SIGTERM', () => {
  server.close().then(
    () => process.exit(),
    () => process.exit(1),
  );
});
