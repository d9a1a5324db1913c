import type * as z from 'zod';
import type { AttachmentInput } from '../../core/tasks/task-input.ts';
import type { attachment } from './schemas.ts';

/** An attachment of a body, with its bytes. */
export const decode = ({ name, contentType, content }: z.output<typeof attachment>): AttachmentInput => ({
  name,
  contentType: contentType ?? null,
  content: Buffer.from(content, 'base64'),
});
