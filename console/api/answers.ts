import type { z } from 'zod';
import type { sessionAnswer } from '../../lambdas/access/session-schemas.ts';
import type {
  fieldsAnswer,
  importAnswer,
  listAnswer,
  listDetailsAnswer,
  memberAnswer,
  newImportAnswer,
  recipientsAnswer,
  recipientsReport,
  suppressionAnswer,
} from '../../lambdas/audience/schemas.ts';
import type { previewAnswer, templateAnswer, templatesAnswer } from '../../lambdas/content/schemas.ts';
import type { domainAnswer, senderAnswer } from '../../lambdas/domains/schemas.ts';
import type { exportAnswer, exportBody, newExportAnswer } from '../../lambdas/insight/exports.ts';
import type { mailContentAnswer, personAnswer, statisticsAnswer } from '../../lambdas/insight/schemas.ts';
import type { contentAnswer } from '../../lambdas/tasks/content.ts';
import type { eventAnswer } from '../../lambdas/tasks/events.ts';
import type { domainForecastAnswer, taskForecastAnswer } from '../../lambdas/tasks/forecasts.ts';
import type { activeTasksAnswer, timelineAnswer } from '../../lambdas/tasks/live.ts';
import type { runLinksAnswer, runStatisticsAnswer } from '../../lambdas/tasks/results.ts';
import type { testSendAnswer } from '../../lambdas/tasks/test-send.ts';
import type { dryRunAnswer, recipientAnswer, runAnswer, taskAnswer } from '../../lambdas/tasks/views.ts';

/** The answers of the API, from the schemas that its OpenAPI document is generated from. */

export type Task = z.infer<typeof taskAnswer>;
export type ActiveTasks = z.infer<typeof activeTasksAnswer>;
export type ActiveTask = ActiveTasks['items'][number];
export type Run = z.infer<typeof runAnswer>;
export type RunRecipient = z.infer<typeof recipientAnswer>;
export type DryRun = z.infer<typeof dryRunAnswer>;
export type TaskForecast = z.infer<typeof taskForecastAnswer>;
/** What became of the test to one address. */
export type TestResult = z.infer<typeof testSendAnswer>['results'][number];
/** What came of a run, and which links its readers followed. */
export type RunStatistics = z.infer<typeof runStatisticsAnswer>;
export type RunLinks = z.infer<typeof runLinksAnswer>;
export type Timeline = z.infer<typeof timelineAnswer>;
/** What a run sends, before the data of recipients are filled in. */
export type TaskContent = z.infer<typeof contentAnswer>;
/** Something that happened to a task. */
export type TaskEvent = z.infer<typeof eventAnswer>;

export type Template = z.infer<typeof templateAnswer>;
export type TemplateSummary = z.infer<typeof templatesAnswer>['items'][number];
/** A template as one reader would see it. */
export type Preview = z.infer<typeof previewAnswer>;
export type Domain = z.infer<typeof domainAnswer>;
export type DomainForecast = z.infer<typeof domainForecastAnswer>;
export type Statistics = z.infer<typeof statisticsAnswer>;
/** What is known of an address. */
export type Person = z.infer<typeof personAnswer>;
export type PersonMail = Person['mails'][number];
export type MailContent = z.infer<typeof mailContentAnswer>;
export type Sender = z.infer<typeof senderAnswer>;
export type List = z.infer<typeof listAnswer>;
export type ListDetails = z.infer<typeof listDetailsAnswer>;
export type Recipient = z.infer<typeof recipientsAnswer>['items'][number];
export type RecipientDetails = z.infer<typeof memberAnswer>;
export type AddReport = z.infer<typeof recipientsReport>;
export type Fields = z.infer<typeof fieldsAnswer>;
export type Import = z.infer<typeof importAnswer>;
export type Suppression = z.infer<typeof suppressionAnswer>;
export type NewImport = z.infer<typeof newImportAnswer>;
/** What may be exported. */
export type ExportWish = z.input<typeof exportBody>;
export type NewExport = z.infer<typeof newExportAnswer>;
export type Export = z.infer<typeof exportAnswer>;

/** A page of a list. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** Who is signed in, and at what. */
export type Session = z.infer<typeof sessionAnswer>;
export type Role = Session['role'];
