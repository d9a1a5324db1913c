import { describe, expect, it } from '@jest/globals';
import { queryExpressions, writeExpressions } from '../../../adapters/dynamodb/expressions.ts';

describe('writeExpressions', () => {
  it('says nothing about a write without conditions', () => {
    expect(writeExpressions(undefined)).toEqual({});
    expect(writeExpressions([])).toEqual({});
  });

  it('joins conditions, with one placeholder for each name', () => {
    const when = [
      { attribute: 'left', is: '>=' as const, value: 2 },
      {
        anyOf: [
          { attribute: 'owner', is: 'missing' as const },
          { attribute: 'owner', is: '<>' as const, value: 'x' },
        ],
      },
      { item: 'exists' as const },
    ];
    expect(writeExpressions(when)).toEqual({
      ConditionExpression:
        '#n0 >= :v0 AND (attribute_not_exists(#n1) OR attribute_exists(#n1) AND #n1 <> :v1) AND attribute_exists(#n2)',
      ExpressionAttributeNames: { '#n0': 'left', '#n1': 'owner', '#n2': 'pk' },
      ExpressionAttributeValues: { ':v0': { N: '2' }, ':v1': { S: 'x' } },
    });
  });

  it('writes no redundant parentheses, which DynamoDB refuses', () => {
    const unequal = { attribute: 'a', is: '<>' as const, value: 1 };
    const exists = { item: 'exists' as const };
    const text = (...when: Parameters<typeof writeExpressions>[0] & object) =>
      writeExpressions(when).ConditionExpression;
    expect(text({ anyOf: [unequal] })).toBe('attribute_exists(#n0) AND #n0 <> :v0');
    expect(text({ anyOf: [{ anyOf: [exists] }] }, exists)).toBe('attribute_exists(#n0) AND attribute_exists(#n0)');
    expect(text({ anyOf: [exists, { anyOf: [exists, exists] }] })).toBe(
      '(attribute_exists(#n0) OR attribute_exists(#n0) OR attribute_exists(#n0))',
    );
  });

  it('sets, adds and removes', () => {
    const update = { set: { a: null, b: undefined }, add: { c: -1 }, remove: ['d'] };
    expect(writeExpressions(undefined, update)).toEqual({
      UpdateExpression: 'SET #n0 = :v0 ADD #n1 :v1 REMOVE #n2',
      ExpressionAttributeNames: { '#n0': 'a', '#n1': 'c', '#n2': 'd' },
      ExpressionAttributeValues: { ':v0': { NULL: true }, ':v1': { N: '-1' } },
    });
  });
});

describe('queryExpressions', () => {
  it('names the keys of the index', () => {
    expect(queryExpressions({ table: 'Campaigns', pk: 'w', index: 'work', to: 'z' })).toEqual({
      KeyConditionExpression: '#n0 = :v0 AND #n1 <= :v1',
      ExpressionAttributeNames: { '#n0': 'workPk', '#n1': 'workSk' },
      ExpressionAttributeValues: { ':v0': { S: 'w' }, ':v1': { S: 'z' } },
    });
  });
});
