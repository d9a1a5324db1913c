/** The steps of the standard plan that it fills, one after another, and nothing more. */
const READERS = 8_500;

/** Among them some whose mail does not simply arrive: what the inbox and SES's simulator do with these addresses. */
const SPECIAL = [
  ...['kim', 'lee', 'mary', 'noah'].map((name) => `reject+${name}@example.com`),
  ...['olga', 'pedro', 'quinn'].map((name) => `busy+${name}@example.com`),
  'hang+ruth@example.com',
  'bounce@simulator.amazonses.com',
  'complaint@simulator.amazonses.com',
];

const NAMES = ['Ann', 'Ben', 'Chiyo', 'Dev', 'Emma', 'Feng', 'Greta', 'Hiro', 'Ines', 'Jun'];

interface Recipient {
  email: string;
  data: { name: string };
}

/** The readers of the campaign to play with. */
export function sampleReaders(): Recipient[] {
  const plain = Array.from({ length: READERS - SPECIAL.length }, (_, n) => `reader${n + 1}@example.com`);
  return [...SPECIAL, ...plain].map((email, n) => ({ email, data: { name: NAMES[n % NAMES.length] ?? '' } }));
}
