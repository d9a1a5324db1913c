import { createAccess } from '../../core/access/access.ts';
import { createSmtpLogin } from '../../core/access/smtp-passwords.ts';
import type { Mailer } from '../../core/mail/mailer.ts';
import type { SubmissionPorts } from '../../core/submission/submit-message.ts';
import type { Part } from './world.ts';

type SubmissionWorld = Part<
  'clock' | 'random' | 'log' | 'tables' | 'rateGate' | 'settings' | 'mailer' | 'addressesInField'
>;

/** What hands over messages that programs wrote, however they come in. */
export const submissionPortsIn = (world: SubmissionWorld, mailer: Mailer = world.mailer): SubmissionPorts => ({
  ...world,
  mailer,
  quotaDayOffsetMinutes: world.settings.quotaDayOffsetMinutes,
});

/** The same with what signs programs in, for a server that they reach by SMTP. */
export const submissionDeskPortsIn = (
  world: SubmissionWorld,
  { mailer, access = createAccess(world) }: { mailer?: Mailer; access?: ReturnType<typeof createAccess> } = {},
) => ({
  ...submissionPortsIn(world, mailer),
  access,
  isPasswordOf: createSmtpLogin(world),
});
