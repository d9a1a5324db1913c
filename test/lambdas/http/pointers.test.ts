import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
}
interface Operation {
  parameters?: { in: string; name: string }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

const { components, paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
  components: { schemas: Record<string, Schema> };
  paths: Record<string, Record<string, Operation>>;
};

const fieldsOf = ({ $ref, properties = {} }: Schema): string[] =>
  $ref === undefined ? Object.keys(properties) : fieldsOf(components.schemas[$ref.split('/').at(-1) ?? ''] ?? {});

const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ call: `${method} ${path}`, ...operation })),
);

describe('the path of a fault', () => {
  it('names a parameter of the query or a field of the body, never both', () => {
    const both = operations.flatMap(({ call, parameters = [], requestBody }) => {
      const fields = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => fieldsOf(schema));
      return parameters
        .filter((each) => each.in === 'query' && fields.includes(each.name))
        .map(({ name }) => [call, name]);
    });
    expect(both).toEqual([]);
    expect(operations.length).toBeGreaterThan(60);
  });
});
