import * as z from 'zod';
import { MAX_ATTACHMENT_NAME_LENGTH } from '../../core/mail/attachment.ts';
import { MAX_ATTACHMENTS, MAX_ATTACHMENTS_BYTES, MB } from '../../core/mail/limits.ts';
import type { AttachmentInput } from '../../core/tasks/task-input.ts';
import { bytesIn } from './contents.ts';
import { Refusal } from './errors.ts';

export const attachmentsSchema = z.array(
  z.strictObject({ FileName: z.string(), Content: z.string().optional(), FileURL: z.string().optional() }),
);

/** The files of a call. Throws the vendor's codes for their number, names, sizes and contents. */
export function attachmentsIn(files: z.output<typeof attachmentsSchema> = []): AttachmentInput[] {
  if (files.length > MAX_ATTACHMENTS) {
    const message = `Attachments must have at most ${MAX_ATTACHMENTS} files`;
    throw new Refusal('FailedOperation.TooManyAttachments', message);
  }
  const attachments = files.map(({ FileName, Content, FileURL }, i) => {
    const at = `Attachments.${i}`;
    if (FileURL) throw new Refusal('UnsupportedOperation', `${at}.FileURL: send the file itself as Content`);
    if (FileName.length > MAX_ATTACHMENT_NAME_LENGTH || /[\p{Cc}/\\]/u.test(FileName) || FileName.trim() === '') {
      const message = `${at}.FileName must be a name of at most ${MAX_ATTACHMENT_NAME_LENGTH} characters`;
      throw new Refusal('FailedOperation.InvalidAttachName', message);
    }
    const content = bytesIn(Content ?? '');
    if (content === null || content.length === 0)
      throw new Refusal('InvalidParameterValue.AttachContentIsWrong', `${at}.Content must be base64`);
    return { name: FileName, contentType: null, content };
  });
  const bytes = attachments.reduce((sum, { content }) => sum + content.length, 0);
  if (bytes <= MAX_ATTACHMENTS_BYTES) return attachments;
  const message = `Attachments must have at most ${MAX_ATTACHMENTS_BYTES / MB} MB together`;
  throw new Refusal('FailedOperation.AttachContentToolarge', message);
}
