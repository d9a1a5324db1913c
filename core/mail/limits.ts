/** Maximum size of a mail as a MIME message, attachments in base64 included. */
export const MAX_MAIL_BYTES = 10 * 1024 * 1024;

/** Maximum size of a template's source, and of each of its parts. */
export const MAX_TEMPLATE_BYTES = 500 * 1024;
