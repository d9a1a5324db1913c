import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { openApiOf } from '../../../lambdas/http/openapi.ts';
import { idParams, listQuery, pageOf } from '../../../lambdas/http/page.ts';
import { route } from '../../../lambdas/http/route.ts';

const part = z.strictObject({ made: z.iso.datetime() }).meta({ id: 'Part' });
const thing = z.strictObject({ id: z.string(), parts: z.array(part) }).meta({ id: 'Thing' });

const document = openApiOf(
  [
    route({
      method: 'POST',
      path: '/v1/things',
      summary: 'Make a thing',
      role: 'sender',
      body: z.strictObject({ name: z.string().max(9), size: z.number().default(1) }),
      answer: thing,
      status: 201,
      idempotent: true,
      handle: async () => ({}),
    }),
    route({
      method: 'GET',
      path: '/v1/things',
      summary: 'List things',
      role: 'viewer',
      query: listQuery,
      answer: pageOf(thing),
      status: 200,
      handle: async () => ({}),
    }),
    route({
      method: 'DELETE',
      path: '/v1/things/{id}',
      summary: 'Delete a thing',
      role: 'public',
      params: idParams,
      answer: null,
      status: 204,
      handle: async () => ({}),
    }),
  ],
  { title: 'things', version: '1.0.0', description: '' },
);

const at = (...path: string[]): unknown =>
  path.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], document);

describe('openApiOf', () => {
  it('describes what the schemas check', () => {
    expect(at('paths', '/v1/things', 'post', 'requestBody')).toEqual({
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/CreateThingRequest' } } },
    });
    expect(at('components', 'schemas', 'CreateThingRequest')).toEqual({
      type: 'object',
      properties: {
        name: { type: 'string', maxLength: 9, description: expect.any(String) },
        size: { type: 'number', default: 1, description: expect.any(String) },
      },
      required: ['name'],
      additionalProperties: false,
    });
    expect(at('paths', '/v1/things', 'get', 'parameters')).toMatchObject([
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer', minimum: 1, maximum: 100 } },
      { name: 'cursor', in: 'query', required: false, schema: { type: 'string' } },
    ]);
    expect(at('paths', '/v1/things/{id}', 'delete', 'parameters')).toMatchObject([
      { name: 'id', in: 'path', required: true },
    ]);
  });

  it('names schemas once', () => {
    expect(at('paths', '/v1/things', 'post', 'responses', '201', 'content', 'application/json', 'schema')).toEqual({
      $ref: '#/components/schemas/Thing',
    });
    expect(at('components', 'schemas', 'Thing')).toMatchObject({
      properties: { parts: { items: { $ref: '#/components/schemas/Part' } } },
    });
    expect(at('components', 'schemas', 'Part', 'properties', 'made')).toEqual({ type: 'string', format: 'date-time' });
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it('tells who may call, what is idempotent and how problems look', () => {
    expect(at('security')).toEqual([{ apiKey: [] }]);
    expect(at('paths', '/v1/things/{id}', 'delete')).toMatchObject({
      security: [],
      responses: { 204: {}, default: { $ref: '#/components/responses/Problem' } },
    });
    expect(at('paths', '/v1/things', 'post', 'parameters')).toMatchObject([{ name: 'Idempotency-Key', in: 'header' }]);
    expect(at('components', 'schemas', 'Problem', 'properties', 'code', 'enum')).toContain('quota-used-up');
  });
});
