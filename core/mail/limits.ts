/** The most that a mail may weigh as a MIME message, attachments in base64 included. */
export const MAX_MAIL_BYTES = 10 * 1024 * 1024;

/** The most that a template, or one part of it, may weigh as it is written. */
export const MAX_TEMPLATE_BYTES = 500 * 1024;
