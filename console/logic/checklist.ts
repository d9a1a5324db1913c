import type { Overview } from '../api/overview.ts';

type Steps = Overview['steps'];
export type Step = Steps[number]['step'];

/** Whether a product has not sent its first mailing yet, so that its user is led there. */
export const isNew = (steps: Steps): boolean => steps.some(({ step, done }) => step === 'task' && done === false);

/** The steps to show: without SES there is no sandbox to leave. */
export const shownSteps = (steps: Steps): Steps =>
  steps.filter(({ step, done }) => step !== 'sandbox' || done !== null);

/** The first step that is known to be open: the one to do now. */
export const nextStep = (steps: Steps): Step | null => steps.find(({ done }) => done === false)?.step ?? null;
