/** Maximum length of the name of an attachment, in characters. */
export const MAX_ATTACHMENT_NAME_LENGTH = 255;

/** Maximum length of the media type of an attachment with its parameters, in characters. */
export const MAX_MEDIA_TYPE_LENGTH = 255;

/** A media type with its parameters, such as `text/calendar; charset=utf-8; method=REQUEST` (RFC 2045, section 5.1). */
export const MEDIA_TYPE_FORM = /^[\w.+-]+\/[\w.+-]+(?: ?; ?[\w.+-]+=(?:[\w.+-]+|"[ !#-[\]-~]*"))*$/;

/** An attachment of a task, kept in the object store until its runs are over. */
export interface AttachmentRef {
  name: string;
  contentType: string | null;
  /** Key in the object store. */
  key: string;
  size: number;
}
