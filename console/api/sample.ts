import { useMutation, useQueryClient } from '@tanstack/react-query';
import { sampleReaders } from '../logic/sample-campaign.ts';
import { useWords } from '../words/words.tsx';
import { api } from './client.ts';

interface Made {
  listId: string;
  templateId: string;
  taskId: string;
}

/** Makes a campaign to play with, by the calls that anybody makes: a new domain, a list, a template, and a task. */
export function usePlay() {
  const { local: words } = useWords();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (): Promise<string> => {
      const domain = `letters-${crypto.randomUUID().slice(0, 4)}.example.com`;
      await post('/v1/domains', { domain });
      const { listId } = await post('/v1/lists', { name: words.readers });
      await post('/v1/lists/{id}/recipients', { recipients: sampleReaders() }, listId);
      const { templateId } = await post('/v1/templates', letterOf(words));
      const task = { name: words.campaign, type: 'immediate', from: `${words.campaign} <hello@${domain}>` };
      const { taskId } = await post('/v1/tasks', { ...task, listId, templateId });
      return taskId;
    },
    onSettled: () => queries.invalidateQueries(),
  });
}

type MakingPath = '/v1/domains' | '/v1/lists' | '/v1/lists/{id}/recipients' | '/v1/templates' | '/v1/tasks';

function post(path: MakingPath, body: object, id?: string): Promise<Made> {
  const options = { idempotencyKey: crypto.randomUUID(), ...(id === undefined ? {} : { params: { id } }) };
  return api((client) => client.post<Made>(path, body, options));
}

type LetterWords = ReturnType<typeof useWords>['local'];

const letterOf = ({ campaign, subject, greeting, letter, link, unsubscribe }: LetterWords) => ({
  name: campaign,
  subject,
  html: [
    '<!doctype html><body style="margin:0;background:#f3efe6;font-family:Georgia,serif;color:#2b2a27">',
    '<div style="max-width:34em;margin:0 auto;padding:2.5em 1.5em;line-height:1.6">',
    `<h1 style="font-weight:normal;color:#2f6b3c">${campaign}</h1><p>${greeting}</p><p>${letter}</p>`,
    `<p><a href="https://example.com/garden" style="color:#2f6b3c">${link}</a></p>`,
    `<p style="font-size:85%"><a href="{{ unsubscribeUrl }}" style="color:#6b675e">${unsubscribe}</a></p></div></body>`,
  ].join('\n'),
  text: `${greeting}\n\n${letter}\n\nhttps://example.com/garden\n\n${unsubscribe}: {{ unsubscribeUrl }}\n`,
});
