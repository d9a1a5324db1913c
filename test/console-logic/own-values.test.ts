import { ownData, ownValuesOf } from '../../console/logic/own-values.ts';

describe('own values of a task', () => {
  it('go there and back, also those that are no texts', () => {
    const data = { season: 'Autumn', order: { number: 7, paid: true, lines: ['a', 'b'] }, none: null, empty: {} };
    expect(ownValuesOf(data).map(({ name }) => name)).toEqual([
      'season',
      'order.number',
      'order.paid',
      'order.lines',
      'none',
      'empty',
    ]);
    expect(JSON.parse(JSON.stringify(ownData(ownValuesOf(data))))).toEqual(data);
  });

  it('are texts once somebody has typed them', () => {
    const [value] = ownValuesOf({ total: 7 });
    expect(ownData([{ name: 'total', was: value?.was, text: '8' }])).toEqual({ total: '8' });
    expect(ownData([{ name: ' a.b ', text: '' }])).toEqual({ a: { b: '' } });
  });

  it('without a name are none', () => {
    expect(ownData([{ name: ' ', text: 'x' }])).toEqual({});
  });

  it('reach nothing by the names of prototypes', () => {
    ownData([{ name: '__proto__.polluted', text: 'x' }]);
    expect({}).not.toHaveProperty('polluted');
  });
});
