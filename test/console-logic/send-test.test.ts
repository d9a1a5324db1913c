import { endsAddress, hasSeveral, withAddresses } from '../../console/logic/test-addresses.ts';
import { valuesData } from '../../console/logic/values-data.ts';

describe('the addresses of a test', () => {
  it('are added in order, and each once, however it is written', () => {
    expect(withAddresses(['ann@example.com'], 'Bob <bob@example.com>, ANN@example.com\ncy@example.com')).toEqual([
      'ann@example.com',
      'bob@example.com',
      'cy@example.com',
    ]);
  });

  it.each(['ann@example.com,', 'ann@example.com;', 'ann@example.com ', 'ann@example.com\n', 'ann@example.com、'])(
    'end with %j',
    (text) => {
      expect(endsAddress(text)).toBe(true);
    },
  );

  it('are several where something separates them', () => {
    expect(hasSeveral(' ann@example.com\n')).toBe(false);
    expect(hasSeveral('ann@example.com\nbob@example.com')).toBe(true);
  });
});

describe('values by hand', () => {
  it('go where their variables look for them; empty ones are left out', () => {
    const data = valuesData({ name: 'Ann', 'order.number': '7', 'order.city': 'Osaka', nick: '' });
    expect(JSON.parse(JSON.stringify(data))).toEqual({ name: 'Ann', order: { number: '7', city: 'Osaka' } });
  });

  it('reach no prototype', () => {
    valuesData({ '__proto__.polluted': 'yes', 'constructor.prototype.polluted': 'yes' });
    expect('polluted' in {}).toBe(false);
  });
});
