import type { ApiClient } from '../adapters/api/client.ts';
import type { List } from './answers.ts';

type Removable = '/v1/lists/{id}' | '/v1/templates/{id}';

/** What a command has made so far, so that it leaves nothing behind when it does not come to its end. */
export class Made {
  readonly #api: ApiClient;
  readonly #made: { path: Removable; id: string; event: string; name: string }[] = [];

  constructor(api: ApiClient) {
    this.#api = api;
  }

  async list(name: string): Promise<string> {
    const { listId } = await this.#api.post<List>('/v1/lists', { name });
    this.#made.push({ path: '/v1/lists/{id}', id: listId, event: 'list', name });
    return listId;
  }

  async template(input: { name: string; html?: string; text?: string; subject?: string }): Promise<string> {
    const { templateId } = await this.#api.post<{ templateId: string }>('/v1/templates', input);
    this.#made.push({ path: '/v1/templates/{id}', id: templateId, event: 'template', name: input.name });
    return templateId;
  }

  /** What stays, in the form of an event and of a line. It is not removed any more. */
  keep(): { event: object; line: string }[] {
    return this.#made.splice(0).map(({ event, id, name }) => ({
      event: { event, [`${event}Id`]: id, name },
      line: `new ${event} ${id}: ${name}`,
    }));
  }

  /** Removes everything that is not kept. Answers what could not be removed, a sentence each. */
  async remove(): Promise<string[]> {
    const left: string[] = [];
    for (const { path, id, event } of this.#made.splice(0)) {
      await this.#api.delete(path, { params: { id } }).catch((error: unknown) => {
        left.push(`${event} ${id} could not be removed: ${error instanceof Error ? error.message : String(error)}`);
      });
    }
    return left;
  }
}
