import { useFormats } from './formats.ts';

/** A number of recipients or mails. */
export const Count = ({ of }: { of: number }) => <>{useFormats().count(of)}</>;
