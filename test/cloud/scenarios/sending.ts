/** The functions that send. The recorder is not among them: its costs are those of events. */
export const SENDING = ['sender', 'starter', 'reconciler'];
