import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MemoryObjects } from '../../../adapters/memory/objects.ts';
import { SeededRandom } from '../../../adapters/memory/random.ts';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { SECOND } from '../../../core/clock.ts';
import {
  createTemplate,
  deleteTemplate,
  editTemplate,
  replaceTemplate,
  requireTemplate,
  warningsOf,
} from '../../../core/content/manage-templates.ts';
import { readTemplate, templatesPage } from '../../../core/content/template-store.ts';
import { templateKey } from '../../../core/keys.ts';
import type { Item } from '../../../core/tables.ts';

const START = Date.UTC(2027, 0, 5, 9);
const input = { name: 'Welcome', subject: 'Hello {{ name }}', html: '<p>{{ name }} of {{ town }}</p>', text: null };

function setUp() {
  const clock = new ManualClock(START);
  return {
    clock,
    tables: new MemoryTables(clock),
    objects: new MemoryObjects(),
    random: new SeededRandom('templates'),
    tasksUsing: async () => [],
  };
}

describe('createTemplate', () => {
  it('keeps the parts and finds the variables', async () => {
    const ports = setUp();
    const template = await createTemplate(ports, input);

    expect(template).toEqual({
      ...input,
      design: null,
      hasDesign: false,
      templateId: template.templateId,
      variables: ['name', 'town'],
      warnings: [
        {
          path: '/html',
          message: 'has no link to unsubscribe: bulk mail needs {{ unsubscribeUrl }}',
          code: 'no-unsubscribe-link',
          params: {},
        },
      ],
      createdAt: START,
      updatedAt: START,
      revision: expect.any(String),
    });
    expect(await requireTemplate(ports, template.templateId)).toEqual(template);
  });

  it('takes 500 KB in all, more than an item of a table holds', async () => {
    const ports = setUp();
    const half = 'x'.repeat(250 * 1024);

    const { templateId } = await createTemplate(ports, { ...input, subject: null, html: half, text: half });
    expect((await requireTemplate(ports, templateId)).text).toBe(half);
    const one = { ...input, subject: null, html: half, text: `${half}x` };
    await expect(createTemplate(ports, one)).rejects.toMatchObject({ errors: [{ path: '/text' }] });
  });

  it('takes a design of 300 KB of JSON', async () => {
    const ports = setUp();
    const design = { x: 'é'.repeat(150 * 1024 - 4) };
    const { templateId } = await createTemplate(ports, { ...input, design });
    expect((await requireTemplate(ports, templateId)).design).toEqual(design);
    const more = { x: `${design.x}é` };
    await expect(createTemplate(ports, { ...input, design: more })).rejects.toMatchObject({
      errors: [{ path: '/design', code: 'too-big' }],
    });
  });

  it('reads a template from before there were designs', async () => {
    const ports = setUp();
    const { templateId, revision } = await createTemplate(ports, input);
    const { hasDesign, ...item } = (await ports.tables.get('Content', templateKey(templateId))) as Item;
    expect(hasDesign).toBe(false);
    await ports.tables.write({ kind: 'put', table: 'Content', item: item as Item });
    const { name: _name, ...texts } = input;
    await ports.objects.put(`templates/${templateId}/${revision}.json`, Buffer.from(JSON.stringify(texts)));
    expect(await requireTemplate(ports, templateId)).toMatchObject({ ...input, design: null, hasDesign: false });
  });

  it.each([
    [{ html: null, text: 'Hi', design: {} }, '/design'],
    [{ html: null }, '/html'],
    [{ subject: 'é'.repeat(500) }, '/subject'],
    [{ subject: '{{ name' }, '/subject'],
    [{ html: '{% if x %}' }, '/html'],
    [{ text: '{{ x | no_such_filter }}' }, '/text'],
    [{ html: Array.from({ length: 1_500 }, (_, i) => `{{${'v'.repeat(34)}${i}}}`).join('') }, ''],
  ])('refuses %j, naming the part, and stores nothing', async (change, path) => {
    const ports = setUp();

    await expect(createTemplate(ports, { ...input, ...change })).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [{ path }],
    });
    expect(ports.objects.all().size).toBe(0);
  });
});

describe('warningsOf', () => {
  it('are those of the row, and found anew for a row without', async () => {
    const ports = setUp();
    const { templateId } = await createTemplate(ports, { ...input, html: '<p>*|FNAME|*</p>' });
    const stored = await requireTemplate(ports, templateId);
    expect(warningsOf({ ...stored, html: 'changed' })).toHaveLength(2);

    const older = { ...stored, warnings: null };
    expect(warningsOf(older)).toEqual(stored.warnings);
    expect(warningsOf({ ...older, html: '{{ First Name }}' })).toMatchObject([{ path: '/html', code: 'liquid' }]);
  });

  it('are found anew for a row from before they had codes', async () => {
    const ports = setUp();
    const { templateId, warnings } = await createTemplate(ports, { ...input, html: '<p>*|FNAME|*</p>' });
    const item = await ports.tables.get('Content', templateKey(templateId));
    const old = { ...item, warnings: JSON.stringify([{ path: '/html', message: 'has *|FNAME|*' }]) } as Item;
    await ports.tables.write({ kind: 'put', table: 'Content', item: old });

    const stored = await requireTemplate(ports, templateId);
    expect(stored.warnings).toBeNull();
    expect(warningsOf(stored)).toEqual(warnings);
  });
});

describe('replaceTemplate', () => {
  it('replaces it whole and leaves no texts behind', async () => {
    const ports = setUp();
    const { templateId } = await createTemplate(ports, input);
    ports.clock.advance(SECOND);

    const replaced = await replaceTemplate(ports, templateId, { name: 'New', subject: null, html: null, text: 'Hi' });

    expect(replaced).toMatchObject({
      html: null,
      text: 'Hi',
      variables: [],
      createdAt: START,
      updatedAt: START + SECOND,
    });
    expect(await requireTemplate(ports, templateId)).toEqual(replaced);
    expect(ports.objects.all().size).toBe(1);
  });

  it('is readable while many replace it', async () => {
    const ports = setUp();
    const { templateId } = await createTemplate(ports, input);
    const texts = Array.from({ length: 20 }, (_, i) => `text ${i}`);

    const [read] = await Promise.all([
      Promise.all(texts.map(() => readTemplate(ports, templateId))),
      ...texts.map((text) => replaceTemplate(ports, templateId, { ...input, text })),
    ]);

    expect(read.every((template) => template !== undefined)).toBe(true);
    expect(texts).toContain((await requireTemplate(ports, templateId)).text);
    expect(ports.objects.all().size).toBe(1);
  });

  it('keeps the texts when a write whose answer was lost is repeated', async () => {
    const ports = setUp();
    const tables = {
      get: ports.tables.get.bind(ports.tables),
      getMany: ports.tables.getMany.bind(ports.tables),
      query: ports.tables.query.bind(ports.tables),
      transact: ports.tables.transact.bind(ports.tables),
      write: async (...call: Parameters<typeof ports.tables.write>) => {
        await ports.tables.write(...call);
        return ports.tables.write(...call);
      },
    };

    const { templateId } = await createTemplate({ ...ports, tables }, input);
    expect((await requireTemplate(ports, templateId)).html).toBe(input.html);
    await replaceTemplate({ ...ports, tables }, templateId, { ...input, html: 'new' });
    expect((await requireTemplate(ports, templateId)).html).toBe('new');
  });

  it('keeps what was accepted before there was a rule, when only the name changes', async () => {
    const ports = setUp();
    const { templateId } = await createTemplate(ports, input);
    const key = `templates/${templateId}/`;
    const [name = ''] = [...ports.objects.all().keys()].filter((each) => each.startsWith(key));
    await ports.objects.put(name, Buffer.from(JSON.stringify({ subject: 'x', html: '{{ First Name }}', text: null })));

    expect(await editTemplate(ports, templateId, { name: 'Renamed' })).toMatchObject({ name: 'Renamed' });
    await expect(editTemplate(ports, templateId, { subject: 'y' })).rejects.toMatchObject({
      errors: [{ path: '/html' }],
    });
  });

  it('does not find one that does not exist', async () => {
    const ports = setUp();

    await expect(replaceTemplate(ports, '17', input)).rejects.toMatchObject({ code: 'not-found' });
    expect(ports.objects.all().size).toBe(0);
  });
});

describe('deleteTemplate', () => {
  it('deletes row and texts', async () => {
    const ports = setUp();
    const { templateId } = await createTemplate(ports, input);

    await deleteTemplate(ports, templateId);

    expect(await readTemplate(ports, templateId)).toBeUndefined();
    expect(ports.objects.all().size).toBe(0);
    await expect(deleteTemplate(ports, templateId)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('refuses while an unfinished task uses it', async () => {
    const ports = setUp();
    const { templateId } = await createTemplate(ports, input);
    const task = { taskId: '7', name: null, status: 'waiting' };
    const tasksUsing = async (reference: { templateId: string }) => (reference.templateId === templateId ? [task] : []);

    await expect(deleteTemplate({ ...ports, tasksUsing }, templateId)).rejects.toMatchObject({
      code: 'in-use',
      usedBy: [task],
    });
    expect(await readTemplate(ports, templateId)).toBeDefined();
  });
});

describe('templatesPage', () => {
  it('shows the newest first', async () => {
    const ports = setUp();
    for (const name of ['first', 'second', 'third']) {
      await createTemplate(ports, { ...input, name });
      ports.clock.advance(1);
    }

    const page = await templatesPage(ports.tables, { limit: 2, after: null });
    const rest = await templatesPage(ports.tables, { limit: 2, after: page.next });

    expect([...page.templates, ...rest.templates].map(({ name }) => name)).toEqual(['third', 'second', 'first']);
  });

  it('finds by a part of the name, in letters of any case', async () => {
    const ports = setUp();
    for (const name of ['Autumn letter', 'Invoice', 'LETTER of spring']) {
      await createTemplate(ports, { ...input, name });
      ports.clock.advance(1);
    }
    const named = async (text: string) =>
      (await templatesPage(ports.tables, { limit: 10, after: null }, text)).templates.map(({ name }) => name);

    expect(await named('Letter')).toEqual(['LETTER of spring', 'Autumn letter']);
    expect(await named('none')).toEqual([]);
  });
});
