import addressparser from 'nodemailer/lib/addressparser';
import type { AddressesInField } from '../../core/mail/addresses-in-field.ts';

/** Names, comments, groups and quotes are nodemailer's to read: programs write them in all ways that there are. */
export const addressesInField: AddressesInField = (value) =>
  addressparser(value, { flatten: true }).map(({ address }) => address);
