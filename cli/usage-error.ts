/** Something that the caller of the command line got wrong; exit code 2. */
export class UsageError extends Error {}
