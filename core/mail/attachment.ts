/** An attachment of a task, kept in the object store until its runs are over. */
export interface AttachmentRef {
  name: string;
  contentType: string | null;
  /** Key in the object store. */
  key: string;
  size: number;
}
