import * as z from 'zod';
import {
  MAX_RECIPIENT_DATA_BYTES,
  MAX_RECIPIENTS_PER_CALL,
  MAX_REFUSED_SHOWN,
  RECIPIENT_FAULTS,
} from '../../core/audience/add-recipients.ts';
import { MAX_MAILBOX_LENGTH } from '../../core/audience/address.ts';
import { MAX_EXAMPLES, MAX_FIELDS, SAMPLED } from '../../core/audience/fields.ts';
import { MAX_COLUMN_INDEX, MAX_COLUMN_NAME_LENGTH, MAX_COLUMNS } from '../../core/audience/import/columns.ts';
import { ENCODING_CONFIDENCES } from '../../core/audience/import/csv.ts';
import { EXISTING, IMPORT_ERRORS, IMPORT_STATUSES, MAX_IMPORT_BYTES } from '../../core/audience/import/import.ts';
import { REPORT_CODES, ROW_FAULTS } from '../../core/audience/import/refusal.ts';
import { SUPPRESSION_COLUMNS } from '../../core/audience/import/suppression-rows.ts';
import { MAX_LIST_DESCRIPTION_LENGTH } from '../../core/audience/list-store.ts';
import { SUPPRESSION_REASONS } from '../../core/audience/suppressions.ts';
import { MAX_MAIL_ID_LENGTH } from '../../core/mail/limits.ts';
import { MAX_NAME_LENGTH } from '../../core/names.ts';
import { TASK_STATUSES } from '../../core/tasks/status.ts';
import { MAX_USERS_SHOWN } from '../../core/tasks/used-by.ts';
import { domainName, id, pageOf, pageQuery } from '../http/page.ts';
import { nameUpTo, noteUpTo } from '../http/text.ts';

/** An address in a path; one that cannot be anybody's is 404. */
const emailInPath = z.string().min(1).max(MAX_MAILBOX_LENGTH);

export const emailParams = z.strictObject({ email: emailInPath });
export const memberParams = z.strictObject({ id, email: emailInPath });

const instant = z.iso.datetime();
const data = z.record(z.string(), z.unknown());

export const listBody = z.strictObject({
  name: nameUpTo(MAX_NAME_LENGTH),
  description: noteUpTo(MAX_LIST_DESCRIPTION_LENGTH).nullable().optional(),
});

export const listEditBody = listBody.partial();

export const listsQuery = z.strictObject({
  ...pageQuery,
  q: z
    .string()
    .trim()
    .min(2)
    .max(100)
    .optional()
    .describe('Only lists whose name contains this text, in capital or small letters.'),
});

const list = {
  listId: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  count: z.int(),
  createdAt: instant,
};
export const listAnswer = z.strictObject(list).meta({ id: 'List' });
export const listsAnswer = pageOf(listAnswer);

export const fieldsAnswer = z.strictObject({
  sampled: z.int().describe(`How many recipients were looked at: at most ${SAMPLED}.`),
  fields: z
    .array(
      z.strictObject({
        name: z.string().describe('The name of the variable.'),
        filled: z.number().min(0).max(1).describe('The share of these recipients that have a value for it.'),
        examples: z.array(z.string()).max(MAX_EXAMPLES).describe('Some of the values, as texts.'),
      }),
    )
    .describe(`The most filled first, at most ${MAX_FIELDS}.`),
});

const columnName = z.string().min(1).max(MAX_COLUMN_NAME_LENGTH);
const column = z.union([columnName, z.int().min(0).max(MAX_COLUMN_INDEX)]);

export const recipientsBody = z.strictObject({
  recipients: z
    .array(
      z.strictObject({
        email: z
          .string()
          .describe(
            'Trimmed and lower-cased, its domain in ASCII form; an invalid address is counted and named in `refused`.',
          ),
        data: data
          .nullable()
          .optional()
          .describe(`At most ${MAX_RECIPIENT_DATA_BYTES} bytes; if omitted, an existing recipient keeps their data.`),
      }),
    )
    .describe(`At most ${MAX_RECIPIENTS_PER_CALL.toLocaleString('en-US')}.`),
});
export const recipientsReport = z.strictObject({
  total: z.int(),
  added: z.int(),
  repeated: z.int(),
  invalid: z.int(),
  tooLong: z.int(),
  refused: z
    .array(
      z.strictObject({
        index: z.int().describe('The place in the request, from 0.'),
        email: z.string().describe('As it was given, at most 320 characters of it.'),
        reason: z.enum(RECIPIENT_FAULTS),
      }),
    )
    .describe(
      `The invalid and too long ones, at most the first ${MAX_REFUSED_SHOWN.toLocaleString('en-US')}; the counts are of all.`,
    ),
});
const member = { email: z.string(), data: data.nullable() };
export const recipientsAnswer = pageOf(z.strictObject(member).meta({ id: 'Recipient' }));

export const membersQuery = z.strictObject({
  ...pageQuery,
  email: z.string().min(1).max(MAX_MAILBOX_LENGTH).optional().describe('Only the recipient with this address.'),
});

export const memberEditBody = z.strictObject({
  data: data
    .nullable()
    .describe(`The new data, which replaces the old: at most ${MAX_RECIPIENT_DATA_BYTES} bytes; null removes it.`),
});

/** How a file is to be read. */
const fileForm = {
  emailColumn: columnName
    .nullable()
    .optional()
    .describe('The column of the addresses; by default it is found by its name or its contents.'),
  header: z
    .boolean()
    .optional()
    .describe(
      'Whether a row of the file names the columns, as is the default. Without one they are called `column1`, `column2` and so on.',
    ),
  encoding: z
    .string()
    .min(1)
    .max(40)
    .nullable()
    .optional()
    .describe('A label of the WHATWG Encoding Standard, or ibm850 or ibm852; by default it is detected.'),
  delimiter: z
    .string()
    .min(1)
    .max(1)
    .nullable()
    .optional()
    .describe('A comma, a semicolon, a tab or a |; by default it is detected.'),
};

export const importBody = z
  .strictObject({
    ...fileForm,
    columns: z
      .array(
        z.union([
          columnName,
          z.strictObject({
            column: column.describe('The name of the column in the file, or its place, from 0.'),
            as: columnName
              .nullable()
              .describe('What its values are called in templates; `email` for the addresses; null leaves it out.'),
          }),
        ]),
      )
      .max(MAX_COLUMNS + 1)
      .nullable()
      .optional()
      .describe(
        `The columns that become data of the recipients, by their names or with other names; those that are not named are left out. By default all that have a name, at most ${MAX_COLUMNS}.`,
      ),
    existing: z
      .enum(EXISTING)
      .optional()
      .describe(
        'What recipients get who are in the list already: the data of the file (`replace`, the default), or what they have (`keep`).',
      ),
  })
  .optional();

export const suppressionImportBody = z
  .strictObject({
    ...fileForm,
    columns: z
      .array(
        z.strictObject({
          column: column.describe('The name of the column in the file, or its place, from 0.'),
          as: z
            .enum(['email', ...SUPPRESSION_COLUMNS])
            .nullable()
            .describe('What its values are; null leaves it out.'),
        }),
      )
      .max(MAX_COLUMNS + 1)
      .nullable()
      .optional()
      .describe(
        'What the columns are. By default those named `reason` and `domain` are used: without a reason a row is `manual`, or `unsubscribe` where it has a domain.',
      ),
  })
  .optional();

export const importParams = z.strictObject({ id, importId: id });
const importFields = {
  importId: z.string(),
  listId: z.string(),
  status: z.enum(IMPORT_STATUSES),
  error: z.enum(IMPORT_ERRORS).nullable(),
  reason: z.string().nullable().describe('A description of the error.'),
  rows: z
    .int()
    .describe('Rows read so far, without the header and empty lines: the sum of `added`, `repeated` and `invalid`.'),
  added: z.int(),
  repeated: z
    .int()
    .describe('Rows of addresses that were already in the list or repeated in the file; they have the new data.'),
  invalid: z.int(),
  refused: z
    .partialRecord(z.enum(ROW_FAULTS), z.int())
    .describe('The invalid rows by the reason: the values add up to `invalid`.'),
  shortened: z
    .int()
    .describe(
      `Rows whose recipients are in the list without their longest values, to fit ${MAX_RECIPIENT_DATA_BYTES} bytes.`,
    ),
  encoding: z.string().nullable().describe('What the file is read in; null until it was looked at, as the next four.'),
  encodingConfidence: z
    .enum(ENCODING_CONFIDENCES)
    .nullable()
    .describe(
      '`given`: as the request says. `certain`: by a mark, or because all bytes are UTF-8. `likely`: by the letters that it makes of the bytes.',
    ),
  delimiter: z.string().nullable(),
  emailColumn: z.string().nullable().describe('The name of the column of the addresses.'),
  columns: z.array(z.string()).nullable().describe('What the values of the columns are called that become data.'),
  detected: z
    .strictObject({
      encoding: z.string().describe('What the file is read in.'),
      delimiter: z.string(),
      columns: z.array(z.string()).describe('The names of the columns in the file, at most the first 100.'),
    })
    .nullable()
    .describe('What was found in the file; null until it was looked at.'),
  bytes: z.int().nullable().describe('The size of the file; null until it was looked at.'),
  bytesRead: z.int().describe('About how much of it has been read: the size once the import has finished.'),
  reasons: z
    .partialRecord(z.enum(REPORT_CODES), z.int())
    .describe('The rows of the file of bad rows by their `code`: those in `refused`, and those in `shortened`.'),
  errorsUrl: z
    .string()
    .nullable()
    .describe(
      'A CSV of the refused and shortened rows: row number, reason, code and the row, in a form that can be mended and imported as it is; the URL works for one hour.',
    ),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
};
export const importAnswer = z.strictObject(importFields).meta({ id: 'Import' });
export const importsAnswer = pageOf(importAnswer);

const { listId: _list, shortened: _shortened, ...anyImportFields } = importFields;
const suppressionImportFields = {
  ...anyImportFields,
  repeated: z
    .int()
    .describe('Rows that were suppressed already or repeated in the file; the weightier of two reasons is kept.'),
};
export const suppressionImportParams = z.strictObject({ importId: id });
export const suppressionImportAnswer = z.strictObject(suppressionImportFields).meta({ id: 'SuppressionImport' });
export const suppressionImportsAnswer = pageOf(suppressionImportAnswer);

export const listDetailsAnswer = z
  .strictObject({
    ...list,
    usedBy: z
      .array(z.strictObject({ taskId: z.string(), name: z.string().nullable(), status: z.enum(TASK_STATUSES) }))
      .describe(`The latest unfinished tasks that use it, at most ${MAX_USERS_SHOWN}.`),
    lastImport: importAnswer.nullable().describe('The latest import of the last 90 days; null without one.'),
  })
  .meta({ id: 'ListDetails' });

const uploadFields = {
  uploadUrl: z
    .string()
    .nullable()
    .describe(
      `Shown once: null where an \`Idempotency-Key\` replays the answer; create another import then. Takes one CSV by PUT: at most ${MAX_IMPORT_BYTES / 1e9} GB and ${MAX_COLUMNS} columns with values, one of them the addresses, separated by commas, semicolons, tabs or |, in any common encoding.`,
    ),
  uploadUntil: instant,
};
export const newImportAnswer = z.strictObject({ ...importFields, ...uploadFields });
export const newSuppressionImportAnswer = z.strictObject({ ...suppressionImportFields, ...uploadFields });

export const suppressionBody = z.strictObject({
  email: z.string(),
  reason: z.enum(SUPPRESSION_REASONS),
  domain: z.string().optional().describe('Required with the reason `unsubscribe`; not allowed otherwise.'),
  expiresAt: instant
    .nullable()
    .optional()
    .describe('Until when, with the reason `manual`; never by default. Not allowed with other reasons.'),
});
const suppression = {
  reason: z.enum(SUPPRESSION_REASONS),
  domain: z.string().nullable(),
  createdAt: instant,
  expiresAt: instant.nullable().describe('When it ends by itself; null for one that does not.'),
};
export const suppressionAnswer = z.strictObject({ email: z.string(), ...suppression }).meta({ id: 'Suppression' });
export const suppressionsAnswer = pageOf(suppressionAnswer);
export const addressSuppressionsAnswer = z
  .strictObject({ email: z.string(), suppressions: z.array(suppressionAnswer) })
  .meta({ id: 'AddressSuppressions' });

export const suppressionsQuery = z.strictObject({
  ...pageQuery,
  email: z.string().min(1).max(MAX_MAILBOX_LENGTH).optional().describe('Only the suppressions of this address.'),
  reason: z.enum(SUPPRESSION_REASONS).optional().describe('Only suppressions for this reason.'),
  domain: domainName.optional().describe('Only unsubscribes from the bulk mail of this sending domain.'),
});

export const unsuppressQuery = z.strictObject({
  domain: domainName
    .optional()
    .describe('Only the unsubscribe from this sending domain; by default, all suppressions.'),
  reason: z.enum(SUPPRESSION_REASONS).optional().describe('Only those for this reason.'),
});

/** A recipient on their own, with why they are not mailed. */
export const memberAnswer = z
  .strictObject({
    ...member,
    suppressions: z
      .array(z.strictObject(suppression))
      .describe('Why the recipient is not mailed: by any domain, or, after an unsubscribe, by `domain`.'),
  })
  .meta({ id: 'RecipientDetails' });

export const erasureBody = z.strictObject({
  email: z.string().min(1).max(MAX_MAILBOX_LENGTH).describe('The address of the person.'),
});

export const erasureAnswer = z
  .strictObject({
    email: z.string().describe('The address, trimmed and in lower case.'),
    lists: z
      .array(z.strictObject({ listId: z.string(), name: z.string() }))
      .describe('The lists that the person was removed from, with their data.'),
    mails: z.int().min(0).describe('How many records of transactional mails to the person were removed.'),
    suppressions: z
      .array(suppressionAnswer)
      .describe(
        'What stays, so that nobody mails the person again; DELETE /v1/suppressions/{email} removes that, too.',
      ),
  })
  .meta({ id: 'Erasure' });

/** An id of ours, or of a program that writes its own mails: nothing that could be part of another key. */
const MAIL_ID_FORM = new RegExp(`^[\\w-]{1,${MAX_MAIL_ID_LENGTH}}$`);

export const linkBody = z.strictObject({
  email: z.string(),
  domain: z.string().describe('The sending domain from whose bulk mail the link unsubscribes.'),
  mailId: z
    .string()
    .regex(MAIL_ID_FORM, 'must be the id of a mail')
    .nullable()
    .optional()
    .describe('The mail for which the unsubscribe is counted.'),
});
export const linkAnswer = z.strictObject({
  url: z.string().describe('A page that asks for confirmation; a POST to it unsubscribes at once (RFC 8058).'),
});
