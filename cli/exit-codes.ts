/** The exit codes of the command line (docs/cli.md). */
export const EXIT = {
  done: 0,
  /** Refused, failed, cancelled, or no answer. */
  failed: 1,
  usage: 2,
  /** A task is finished, but not everybody got the mail. */
  incomplete: 3,
  interrupted: 130,
};
