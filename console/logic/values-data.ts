type Data = Record<string, unknown>;

/** The data that give each variable its value, `order.number` within `order`. Those left empty have none. */
export function valuesData(values: Readonly<Record<string, string>>): Data {
  const data = empty();
  for (const [name, text] of Object.entries(values)) {
    if (text !== '') putValue(data, name.split('.'), text);
  }
  return data;
}

/** Without a prototype, which a variable's name could reach otherwise. */
const empty = (): Data => Object.create(null) as Data;

/** Puts a value where the parts of its name lead to. */
export function putValue(data: Data, [first = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    data[first] = value;
    return;
  }
  const within = data[first];
  const next = typeof within === 'object' && within !== null ? (within as Data) : empty();
  data[first] = next;
  putValue(next, rest, value);
}
