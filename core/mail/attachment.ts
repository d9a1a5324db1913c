/** Maximum length of the name of an attachment, in characters. */
export const MAX_ATTACHMENT_NAME_LENGTH = 255;

/** Maximum length of the media type of an attachment, in characters. */
export const MAX_MEDIA_TYPE_LENGTH = 127;

/** An attachment of a task, kept in the object store until its runs are over. */
export interface AttachmentRef {
  name: string;
  contentType: string | null;
  /** Key in the object store. */
  key: string;
  size: number;
}
