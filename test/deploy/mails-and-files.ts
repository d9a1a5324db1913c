import { request } from 'node:http';
import { holds, type Report, same, until } from './check.ts';
import { newList, newTask, untilTask, type World } from './world.ts';

interface Email {
  outcome: string | null;
  delivery: { status: string } | null;
}

/** What comes back from outside: events of mails, uploaded files; and mails and webhooks beside the campaigns. */
export async function mailsAndFiles(report: Report, { api, standIn }: World): Promise<void> {
  await report.check('sends a single mail, and learns from SES that it was delivered', async () => {
    const { mailId, outcome } = await api.post<{ mailId: string; outcome: string }>('/v1/emails', {
      from: 'shop@shop.test',
      to: 'buyer@readers.test',
      subject: 'Your order',
      text: 'It is on its way.',
    });
    same(outcome, 'sent', 'outcome');
    const delivered = ({ delivery }: Email) => delivery?.status === 'delivered';
    await until(() => api.get<Email>(`/v1/emails/${mailId}`), delivered, { what: 'the mail is delivered' });
  });

  await report.check('suppresses an address that bounces, and counts it', async () => {
    const { items } = await api.get<{ items: { templateId: string }[] }>('/v1/templates');
    const listId = await newList(api, 'bounce', 1);
    const letter = { from: 'shop@shop.test', templateId: items[0]?.templateId, listId, type: 'immediate' };
    const { taskId } = await newTask(api, letter);
    await untilTask(api, taskId, 'the task ends', ({ status }) => status === 'finished');
    const suppressions = () => api.get<{ items: { email: string; reason: string }[] }>('/v1/suppressions');
    const bounced = (answer: Awaited<ReturnType<typeof suppressions>>) =>
      answer.items.some(({ email, reason }) => email === 'bounce0@readers.test' && reason === 'bounce');
    await until(suppressions, bounced, { what: 'the bounce is suppressed' });
  });

  await report.check('imports an uploaded file', async () => {
    const { listId } = await api.post<{ listId: string }>('/v1/lists', { name: 'From a file' });
    const made = await api.post<{ importId: string; uploadUrl: string }>(`/v1/lists/${listId}/imports`);
    same(await upload(made.uploadUrl, 'email,name\none@files.test,One\ntwo@files.test,Two\nnobody,\n'), 200, 'upload');
    type Import = { status: string; added: number; invalid: number; errorsUrl: string | null };
    const look = () => api.get<Import>(`/v1/lists/${listId}/imports/${made.importId}`);
    const done = await until(look, ({ status }) => status === 'finished' || status === 'failed', { what: 'imported' });
    same([done.status, done.added, done.invalid], ['finished', 2, 1], 'import');
    const errors = await fetch(done.errorsUrl ?? '');
    holds((await errors.text()).includes('nobody'), 'the file of bad rows names the bad row');
    same((await api.get<{ count: number }>(`/v1/lists/${listId}`)).count, 2, 'members');
  });

  await report.check('tries to tell a webhook, whose receiver does not exist', async () => {
    const url = 'https://receiver.invalid/mailramp';
    const { webhookId } = await api.post<{ webhookId: string }>('/v1/webhooks', { url, events: ['task.finished'] });
    const { items } = await api.get<{ items: { templateId: string }[] }>('/v1/templates');
    const listId = await newList(api, 'hooked', 1);
    await newTask(api, { from: 'shop@shop.test', templateId: items[0]?.templateId, listId, type: 'immediate' });
    type Deliveries = { items: { attempts: number }[] };
    const look = () => api.get<Deliveries>(`/v1/webhooks/${webhookId}/deliveries`);
    await until(look, ({ items: deliveries }) => (deliveries[0]?.attempts ?? 0) > 0, { what: 'it was tried' });
    await api.call('DELETE', `/v1/webhooks/${webhookId}`);
  });

  await report.check('counts what was sent and what came of it', async () => {
    const day = new Date(standIn.now()).toISOString().slice(0, 10);
    type Statistics = { overall: { accepted: number; delivered: number; bounced: number } };
    const look = () => api.get<Statistics>(`/v1/statistics?from=${day}&to=${day}`);
    const isCounted = ({ overall }: Statistics) => overall.bounced === 1 && overall.delivered >= 500;
    await until(look, isCounted, { what: 'deliveries and the bounce are counted' });
  });
}

/** PUTs a file to a presigned address. The status. */
const upload = (url: string, text: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const call = request(url, { method: 'PUT', signal: AbortSignal.timeout(30_000) }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    call.once('error', reject);
    call.end(text);
  });
