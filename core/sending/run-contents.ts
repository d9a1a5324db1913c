import { firstListOf } from '../audience/list-choice.ts';
import type { Clock } from '../clock.ts';
import { type Content, compileContent, type Renderer } from '../content/compile-content.ts';
import type { AttachmentRef } from '../mail/attachment.ts';
import type { HtmlToText } from '../mail/html-to-text.ts';
import type { MailAttachment } from '../mail/mailer.ts';
import type { ObjectReader } from '../objects.ts';
import type { Run } from '../runs/run.ts';
import type { UnsubscribeLinks } from '../unsubscribe/links.ts';
import type { Contents, RenderMail } from './ports.ts';

/** Compiled contents that a process keeps: more than the runs that one sender works on at a time. */
const REMEMBERED = 8;

/** The key of the frozen content of a run. */
export const contentKey = (snapshot: string): string => `${snapshot}/content.json`;

interface ContentsPorts {
  objects: ObjectReader;
  clock: Pick<Clock, 'now'>;
  links: UnsubscribeLinks;
  htmlToText: HtmlToText;
}

/** Loads the frozen content of runs, and compiles each once in each process. */
export function createContents(ports: ContentsPorts): Contents {
  const compiled = new Map<string, Promise<Renderer>>();

  const rendererOf = (snapshot: string): Promise<Renderer> => {
    const known = compiled.get(snapshot);
    if (known) return known;
    const loading = loadRenderer(ports, snapshot);
    // A failure is not remembered: the next token tries again.
    loading.catch(() => compiled.delete(snapshot));
    compiled.set(snapshot, loading);
    const [oldest] = compiled.keys();
    if (compiled.size > REMEMBERED && oldest !== undefined) compiled.delete(oldest);
    return loading;
  };

  return {
    async load(run: Run): Promise<RenderMail> {
      if (run.snapshot === null) throw new Error(`run ${run.runId} has no content yet`);
      const [renderer, link] = await Promise.all([rendererOf(run.snapshot), ports.links.load()]);
      const { domain, taskId, lists } = run;
      const feedback = { taskId, listId: firstListOf(lists) };
      return (recipient, mailId) => {
        const now = ports.clock.now();
        const unsubscribeUrl = link({ email: recipient.email, domain, mailId, sentAt: now });
        const rendered = renderer(recipient, { mailId, unsubscribeUrl, now });
        return rendered.ok
          ? { ok: true, mail: { ...rendered.mail, feedback } }
          : { ok: false, reason: `${rendered.reason}: ${rendered.detail}` };
      };
    },
  };
}

async function loadRenderer({ objects, htmlToText }: ContentsPorts, snapshot: string): Promise<Renderer> {
  const bytes = await objects.get(contentKey(snapshot));
  if (!bytes) throw new Error(`content of snapshot ${snapshot} is missing`);
  // Contents stored before there was a setting for it track every mail.
  const content: Content = { tracking: true, ...(JSON.parse(new TextDecoder().decode(bytes)) as Content) };
  const attachments = await Promise.all(content.attachments.map((ref) => loadAttachment(objects, ref)));
  return compileContent(content, attachments, htmlToText);
}

async function loadAttachment(
  objects: ObjectReader,
  { name, contentType, key }: AttachmentRef,
): Promise<MailAttachment> {
  const content = await objects.get(key);
  if (!content) throw new Error(`attachment ${key} is missing`);
  return { name, contentType, content };
}
