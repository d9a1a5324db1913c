import { DAY } from '../clock.ts';

export const MB = 1024 * 1024;

/** Maximum size of a mail as a MIME message, attachments in base64 included. */
export const MAX_MAIL_BYTES = 10 * MB;

/** Maximum size of a subject or of its source in bytes: the longest line of a mail (RFC 5322, 2.1.1). */
export const MAX_SUBJECT_BYTES = 998;

/** Maximum number of attachments of a mail. */
export const MAX_ATTACHMENTS = 10;

/** Maximum size of all attachments of a mail together. */
export const MAX_ATTACHMENTS_BYTES = 4 * MB;

/** Maximum length of the id of a mail, in characters. */
export const MAX_MAIL_ID_LENGTH = 200;

/** Maximum length of a reason that is kept: its text comes from another server. */
export const MAX_REASON_LENGTH = 160;

/** How long the record of a mail is kept. */
export const MAIL_KEPT = 90 * DAY;

/** Maximum size of a template's source, and of each of its parts. */
export const MAX_TEMPLATE_BYTES = 500 * 1024;

/** Maximum size of what an editor keeps beside the HTML that it made, as JSON. */
export const MAX_DESIGN_BYTES = 300 * 1024;

/** Maximum size of the data that all mails of a task share, as JSON, and of those of a preview. */
export const MAX_TEMPLATE_DATA_BYTES = 64 * 1024;

/** Maximum length of the HTML and of the text of one mail once they are rendered, in characters. */
export const MAX_PART_LENGTH = 2 * MB;
