const ANGLED = /<([^<>\s]*)>/g;

/**
 * The addresses in a text that was typed or pasted, in order and each once: separated by commas, semicolons, blanks or
 * lines, also with names as mail programs copy them: `Ann <ann@example.com>`. What is no address stays, so that whoever
 * checks them can name it.
 */
export function splitAddresses(text: string): string[] {
  const seen = new Map<string, string>();
  for (const part of text.split(/[\r\n]+/).flatMap(partsOf)) {
    if (!seen.has(part.toLowerCase())) seen.set(part.toLowerCase(), part);
  }
  return [...seen.values()];
}

/** In a line with addresses in angle brackets, the words around them are names. */
function partsOf(line: string): string[] {
  const plain = line.replace(ANGLED, ' $1 ');
  const parts = plain.split(/[\s,;、，；]+/).filter((part) => part !== '');
  return plain === line ? parts : parts.filter((part) => part.includes('@'));
}
