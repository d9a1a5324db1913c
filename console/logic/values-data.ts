type Data = Record<string, unknown>;

/** The data that give each variable its value, `order.number` within `order`. Those left empty have none. */
export function valuesData(values: Readonly<Record<string, string>>): Data {
  const data = empty();
  for (const [name, text] of Object.entries(values)) {
    if (text !== '') put(data, name.split('.'), text);
  }
  return data;
}

/** Without a prototype, which a variable's name could reach otherwise. */
const empty = (): Data => Object.create(null) as Data;

function put(data: Data, [first = '', ...rest]: string[], text: string): void {
  if (rest.length === 0) {
    data[first] = text;
    return;
  }
  const within = data[first];
  const next = typeof within === 'object' && within !== null ? (within as Data) : empty();
  data[first] = next;
  put(next, rest, text);
}
