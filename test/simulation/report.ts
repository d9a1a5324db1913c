/** What is wrong, and which invariant says so. */
export type Report = (invariant: string, message: string) => void;
