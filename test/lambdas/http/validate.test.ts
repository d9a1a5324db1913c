import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { id, listQuery } from '../../../lambdas/http/page.ts';
import { fault } from '../../../lambdas/http/text.ts';
import { validate } from '../../../lambdas/http/validate.ts';

const isEmpty = (text: string) => text === '';

const thing = z.strictObject({
  name: z.string().min(1).max(10),
  size: z.int().min(1).max(5).optional(),
  day: z.iso.date().optional(),
  color: z.enum(['red', 'green']).optional(),
  parts: z.array(z.string()).max(2).optional(),
  owner: id.optional(),
  until: z.union([z.strictObject({ at: z.string() }), z.strictObject({ times: z.number() })]).optional(),
  heavy: z
    .string()
    .refine(isEmpty, fault('must be light', 'too-big', { max: 0, unit: 'bytes' }))
    .optional(),
  odd: z.string().refine(isEmpty, 'must be even').optional(),
});

describe('validate', () => {
  it.each([
    [{}, '/name', 'required', {}],
    [{ name: null }, '/name', 'type', { expected: 'string' }],
    [{ name: '' }, '/name', 'too-small', { min: 1, unit: 'characters' }],
    [{ name: 'longer than ten' }, '/name', 'too-big', { max: 10, unit: 'characters' }],
    [{ name: 'a', size: 1.5 }, '/size', 'type', { expected: 'int' }],
    [{ name: 'a', size: 0 }, '/size', 'too-small', { min: 1 }],
    [{ name: 'a', size: 6 }, '/size', 'too-big', { max: 5 }],
    [{ name: 'a', day: '2027-02-30' }, '/day', 'format', { format: 'date' }],
    [{ name: 'a', color: 'blue' }, '/color', 'not-allowed', { allowed: ['red', 'green'] }],
    [{ name: 'a', parts: ['', '', ''] }, '/parts', 'too-big', { max: 2, unit: 'entries' }],
    [{ name: 'a', owner: 'x' }, '/owner', 'format', { format: 'id' }],
    [{ name: 'a', until: 7 }, '/until', 'type', {}],
    [{ name: 'a', until: { times: 'x' } }, '/until/times', 'type', { expected: 'number' }],
    [{ name: 'a', heavy: 'x' }, '/heavy', 'too-big', { max: 0, unit: 'bytes' }],
    [{ name: 'a', odd: 'x' }, '/odd', 'format', {}],
    [{ name: 'a', more: 1 }, '/more', 'unknown-field', {}],
  ])('says for programs what is wrong with %j', (value, path, code, params) => {
    expect(validate(thing, value)).toEqual({
      ok: false,
      errors: [{ path, code, params, message: expect.any(String) }],
    });
  });

  it.each(['x', '1.5', '-1', '99999999999999999'])('takes the limit %s for no whole number', (limit) => {
    const message = 'must be a whole number from 1 to 100';
    const params = { expected: 'int', min: 1, max: 100 };
    expect(validate(listQuery, { limit })).toEqual({
      ok: false,
      errors: [{ path: '/limit', message, code: 'type', params }],
    });
  });
});
