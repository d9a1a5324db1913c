import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Examples } from '../../../lambdas/http/openapi.ts';
import { apiDocument } from '../../../scripts/api-routes.ts';
import { recordExamples } from '../../support/api-examples.ts';

type JsonObject = Record<string, unknown>;
interface Operation {
  operationId: string;
  requestBody?: { content: Record<string, JsonObject> };
  responses: Record<string, { content?: Record<string, JsonObject> }>;
  parameters?: (JsonObject & { name: string; in: string })[];
}

const document = apiDocument() as JsonObject & {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonObject> };
};
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
const stored = JSON.parse(readFileSync(join(__dirname, '../../../docs/examples.json'), 'utf8')) as Examples;
let recorded: Examples;

beforeAll(async () => {
  recorded = await recordExamples();
});

describe('the examples of the API', () => {
  it('are what the API answers', () => {
    // Run `node scripts/write-api-docs.ts` when this fails.
    expect(stored).toEqual(recorded);
  });

  it('are there for every call', () => {
    expect(Object.keys(recorded)).toEqual(operations.map(({ operationId }) => operationId).sort());
  });

  it.each(operations.map((operation) => [operation.operationId, operation] as const))(
    '%s shows its request and its answer',
    (name, { requestBody, responses }) => {
      const { request, answer, status } = stored[name] ?? {};
      if (request !== undefined) expect(requestBody?.content['application/json']?.example).toEqual(request);
      if (status !== 204) expect(responses[String(status)]?.content?.['application/json']?.example).toEqual(answer);
    },
  );
});

describe('the OpenAPI document', () => {
  it('says of every field and parameter what it means', () => {
    const silent: string[] = [];
    const look = (schema: JsonObject, place: string): void => {
      for (const [name, field] of Object.entries((schema.properties ?? {}) as Record<string, JsonObject>)) {
        const parts = [field, ...((field.anyOf ?? field.oneOf ?? []) as JsonObject[])];
        const isSaid = parts.some((part) => part.description !== undefined || part.$ref !== undefined);
        if (!isSaid) silent.push(`${place}.${name}`);
        for (const part of parts) look(part, `${place}.${name}`);
      }
      if (typeof schema.items === 'object') look(schema.items as JsonObject, place);
    };
    for (const [name, schema] of Object.entries(document.components.schemas)) look(schema, name);
    for (const { operationId, parameters = [] } of operations) {
      for (const { name, description } of parameters)
        if (description === undefined) silent.push(`${operationId}(${name})`);
    }
    expect(silent).toEqual([]);
  });

  it('gives every call a name of its own, and every body a type', () => {
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z]+([A-Z][a-z]+)+$|^redeliver$/.test(name))).toEqual([]);
    const bodies = operations.flatMap(({ requestBody, responses }) =>
      [requestBody, ...Object.values(responses)].flatMap((part) => Object.values(part?.content ?? {})),
    );
    expect(bodies.filter(({ schema }) => (schema as JsonObject).$ref === undefined)).toEqual([]);
  });

  it('has no reference that leads nowhere, and no bound that nobody meant', () => {
    const text = JSON.stringify(document);
    const refs = [...text.matchAll(/"#\/components\/(schemas|responses)\/(\w+)"/g)];
    const { components } = document as unknown as { components: Record<string, object> };
    expect(refs.filter(([, kind = '', name = '']) => !(name in (components[kind] ?? {})))).toEqual([]);
    expect(text).not.toContain(String(Number.MAX_SAFE_INTEGER));
  });
});
