import type { z } from 'zod';
import type { apiKeyAnswer, newApiKeyAnswer } from '../lambdas/access/schemas.ts';
import type {
  erasureAnswer,
  importAnswer,
  listAnswer,
  newImportAnswer,
  recipientsAnswer,
  suppressionAnswer,
} from '../lambdas/audience/schemas.ts';
import type { previewAnswer, templateAnswer, templatesAnswer } from '../lambdas/content/schemas.ts';
import type { domainAnswer, warmUpAnswer } from '../lambdas/domains/schemas.ts';
import type { exportAnswer, exportBody, newExportAnswer } from '../lambdas/insight/exports.ts';
import type { emailAnswer } from '../lambdas/insight/schemas.ts';
import type { accountAnswer } from '../lambdas/tasks/account.ts';
import type { dryRunAnswer, newTaskAnswer, recipientAnswer, taskAnswer } from '../lambdas/tasks/views.ts';

/** The answers of the API, from the schemas that its OpenAPI document is generated from. */

export type ApiKey = z.infer<typeof apiKeyAnswer>;
export type NewApiKey = z.infer<typeof newApiKeyAnswer>;
export type Account = z.infer<typeof accountAnswer>;
export type Task = z.infer<typeof taskAnswer>;
export type NewTask = z.infer<typeof newTaskAnswer>;
export type DryRun = z.infer<typeof dryRunAnswer>;
export type WarmUp = z.infer<typeof warmUpAnswer>;
export type List = z.infer<typeof listAnswer>;
export type Import = z.infer<typeof importAnswer>;
/** Of a list, or of the suppressions. */
export type AnyImport = Omit<Import, 'listId' | 'shortened'> & { shortened?: number };
export type NewImport = z.infer<typeof newImportAnswer>;
export type Recipient = z.infer<typeof recipientAnswer>;
export type Member = z.infer<typeof recipientsAnswer>['items'][number];
export type Suppression = z.infer<typeof suppressionAnswer>;
export type Erasure = z.infer<typeof erasureAnswer>;
export type Email = z.infer<typeof emailAnswer>;
export type ExportWish = z.input<typeof exportBody>;
export type NewExport = z.infer<typeof newExportAnswer>;
export type Export = z.infer<typeof exportAnswer>;
export type Domain = z.infer<typeof domainAnswer>;
export type Template = z.infer<typeof templateAnswer>;
export type TemplateSummary = z.infer<typeof templatesAnswer>['items'][number];
export type Preview = z.infer<typeof previewAnswer>;
