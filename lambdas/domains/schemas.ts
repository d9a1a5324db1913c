import * as z from 'zod';
import { MAX_MAILBOX_LENGTH, MAX_MAILBOX_NAME_LENGTH, parseAddress } from '../../core/audience/address.ts';
import { DNS_TYPES } from '../../core/domains/dns.ts';
import { DNS_CODES, DNS_PURPOSES } from '../../core/domains/dns-records.ts';
import { DOMAIN_STATUSES, MAX_POOL_NAME_LENGTH } from '../../core/warm-up/domain.ts';
import { CHANGE_CAUSES } from '../../core/warm-up/reputation.ts';
import { CHANGE_KINDS } from '../../core/warm-up/reputation-store.ts';
import { domainName, params } from '../http/page.ts';
import { levelRule, parkUntil, plan, steps, warmUpSettings } from '../http/warm-up-settings.ts';

const sendingPool = z.string().min(1).max(MAX_POOL_NAME_LENGTH).nullable();

export const newDomainBody = z.strictObject({
  domain: domainName,
  ...warmUpSettings,
  sendingPool: sendingPool.optional(),
});

export const domainEditBody = z.strictObject({
  sendingPool: sendingPool
    .optional()
    .describe(
      'The pool of dedicated addresses from which its mail is sent; null for the shared ones. Runs that have started keep theirs.',
    ),
});

export const warmUpBody = z.strictObject(warmUpSettings);

const quotaDay = {
  day: z.string().describe('A quota day as an ISO date.'),
  level: z.int().nullable(),
  limit: z.int().nullable(),
  sent: z.int().describe('Bulk mails.'),
  other: z.int().describe('Transactional mails and test sends.'),
};

const reputationChange = z
  .strictObject({
    kind: z.enum(CHANGE_KINDS),
    cause: z.enum(CHANGE_CAUSES).describe('The figure that caused the change; others may follow.'),
    at: z.iso.datetime(),
    level: z.int().nullable().describe('The new level; null if the level stays.'),
    until: z.iso.datetime().nullable().describe('Until when bulk mail is held; null if it is not.'),
    figures: z
      .strictObject({
        mails: z.int(),
        delivered: z.int(),
        hardBounces: z.int(),
        bounces: z.int(),
        spamBounces: z.int(),
        complaints: z.int(),
        opened: z.int(),
      })
      .describe("The counts of the day's bulk mail at that time."),
  })
  .meta({ id: 'ReputationChange' });

export const warmUpAnswer = z
  .strictObject({
    plan,
    steps: steps.nullable(),
    levelRule,
    parkUntil,
    limitOther: z.boolean(),
    ...quotaDay,
    left: z.int().nullable(),
    reserved: z.int().describe('Mails of today that are reserved for older parked runs.'),
    heldUntil: z.iso
      .datetime()
      .nullable()
      .describe('Until when bulk mail is held because of the reputation; null if it is not.'),
    history: z.array(
      z.strictObject({
        ...quotaDay,
        changes: z.array(reputationChange).describe('Changes of hold and level that the mails of the day caused.'),
      }),
    ),
  })
  .meta({ id: 'WarmUp', description: '`limit`, `left` and `level` are null with plan unlimited.' });

export const domainAnswer = z
  .strictObject({
    domain: z.string(),
    status: z.enum(DOMAIN_STATUSES),
    dns: z.array(
      z.strictObject({
        purpose: z
          .enum(DNS_PURPOSES)
          .describe('`mail-from` and `spf` are of the domain in `mailFrom`, and hold nothing up.'),
        type: z.enum(DNS_TYPES),
        name: z.string(),
        expected: z.string(),
        current: z
          .string()
          .nullable()
          .describe('The record in the DNS; null if there is none or the DNS could not be read.'),
        ok: z.boolean().nullable().describe('Null if it is not known.'),
        hint: z.string().nullable().describe('What to change; null if nothing needs to be changed.'),
        code: z.enum(DNS_CODES).nullable().describe('The same for programs; new codes may follow.'),
        params,
      }),
    ),
    mailFrom: z
      .string()
      .nullable()
      .describe('Where bounces go back to, so that SPF is aligned; null for the domain of SES.'),
    warmUp: warmUpAnswer,
    sendingPool: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Domain' });

export const mailFromBody = z.strictObject({
  mailFrom: domainName
    .nullable()
    .describe('A subdomain of the domain that neither sends nor receives other mail; null for the domain of SES.'),
});

export const newSenderBody = z.strictObject({
  address: z.string().max(MAX_MAILBOX_LENGTH),
  name: z.string().max(MAX_MAILBOX_NAME_LENGTH).nullable().default(null),
  replyTo: z.string().max(MAX_MAILBOX_LENGTH).nullable().default(null),
});

const senderDefaults = {
  name: z.string().max(MAX_MAILBOX_NAME_LENGTH).nullable(),
  replyTo: z.string().max(MAX_MAILBOX_LENGTH).nullable(),
};

/** All defaults of a sender: what is left out is removed. */
export const senderBody = z.strictObject({
  name: senderDefaults.name.default(null),
  replyTo: senderDefaults.replyTo.default(null),
});

export const senderEditBody = z.strictObject(senderDefaults).partial();

export const testRecipientBody = z.strictObject({ address: z.string().max(MAX_MAILBOX_LENGTH) });

export const testRecipientAnswer = z.strictObject({
  address: z.string(),
  status: z
    .enum(DOMAIN_STATUSES)
    .describe(
      '`pending` until the recipient follows the link that SES mails to the address; the same call shows it again.',
    ),
});

export const senderParams = z.strictObject({ address: z.string().refine((text) => parseAddress(text).ok) });

export const senderAnswer = z
  .strictObject({
    address: z.string(),
    name: z.string().nullable(),
    replyTo: z.string().nullable(),
    hasSmtpPassword: z.boolean().describe('Whether it hands in mail by SMTP with a password of its own.'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Sender' });

export const smtpPasswordBody = z.strictObject({
  password: z
    .string()
    .nullable()
    .default(null)
    .describe(
      '10 to 64 characters, among them two different digits, lower-case and upper-case letters each. Absent: one is made.',
    ),
});

export const smtpPasswordAnswer = z
  .strictObject({
    address: z.string(),
    password: z.string().nullable().describe('The password that was made, shown once; null for one that was given.'),
  })
  .meta({ id: 'SmtpPassword' });
