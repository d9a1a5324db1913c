import type { Instant } from '../clock.ts';
import type { Content } from '../content/compile-content.ts';
import type { TemplateSource } from '../content/template-variables.ts';
import type { ObjectReader } from '../objects.ts';
import { Problem } from '../problems.ts';
import { contentKey } from '../sending/run-contents.ts';
import type { References } from './ports.ts';
import type { ShownTask } from './shown-task.ts';
import type { Task } from './task.ts';
import { taskContent } from './task-content.ts';

/** What a task sends: as a run froze it, or as it would be frozen now. */
export interface ShownContent {
  /** Subject, HTML and text are Liquid. */
  content: Content;
  /** When the run froze it; null for what is not frozen. */
  frozenAt: Instant | null;
  /** Whether the template is another one than was frozen, or is gone. */
  templateChanged: boolean;
}

interface ContentPorts {
  objects: ObjectReader;
  references: Pick<References, 'template' | 'sender' | 'domain'>;
}

/** Throws `not-found` when neither the frozen content nor the template is there any more. */
export async function readTaskContent({ task, run }: ShownTask, ports: ContentPorts): Promise<ShownContent> {
  const template = await ports.references.template(task.templateId);
  if (run?.snapshot == null) {
    if (!template) throw new Problem('not-found', `the template ${task.templateId} of the task was deleted`);
    const content = await taskContent(task, template, ports.references);
    return { content, frozenAt: null, templateChanged: false };
  }
  const bytes = await ports.objects.get(contentKey(run.snapshot));
  if (!bytes) throw new Problem('not-found', `the content of run ${run.runId} is not kept any more`);
  const content = JSON.parse(new TextDecoder().decode(bytes)) as Content;
  const templateChanged = !template || isChanged(content, task, template);
  return { content, frozenAt: run.frozenAt, templateChanged };
}

/** A subject of the task's own is none of the template's. */
const isChanged = (frozen: Content, task: Pick<Task, 'subject'>, template: TemplateSource): boolean =>
  frozen.html !== template.html ||
  frozen.text !== template.text ||
  (task.subject === null && frozen.subject !== (template.subject ?? ''));
