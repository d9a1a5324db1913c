/** What the API says of one recipient. */
export interface Claimed {
  email: string;
  outcome: string;
}

export interface Books {
  /** Everybody on the list. */
  readers: readonly string[];
  /** The recipient of each message that the mail server took. */
  taken: readonly string[];
  /** What the API says of each recipient. */
  claimed: readonly Claimed[];
  /** The counts of the task, as the API shows them. */
  counts: Readonly<Record<string, number>>;
  /** As many as may be unknown. */
  mostUnknown: number;
}

export interface Account {
  /** How many have each outcome. */
  outcomes: Record<string, number>;
  /** Of the unknown: how many the mail server has taken. */
  unknownTaken: number;
  /** What does not hold, one line each. */
  violations: string[];
}

const twice = (names: readonly string[]): string[] => {
  const seen = new Set<string>();
  return names.filter((name) => seen.size === seen.add(name).size);
};

/** Holds a mail server's record against the API's outcomes, recipient by recipient. */
export function account({ readers, taken, claimed, counts, mostUnknown }: Books): Account {
  const violations: string[] = [];
  const outcomeOf = new Map(claimed.map(({ email, outcome }) => [email, outcome]));
  const wasTaken = new Set(taken);

  for (const email of twice(taken)) violations.push(`${email} was mailed twice`);
  for (const email of twice(claimed.map((claim) => claim.email))) violations.push(`${email} is shown twice`);
  for (const email of readers) if (!outcomeOf.has(email)) violations.push(`${email} is forgotten`);
  if (outcomeOf.size > readers.length) violations.push(`${outcomeOf.size} are shown, the list has ${readers.length}`);

  for (const { email, outcome } of claimed) {
    if (outcome === 'sent' && !wasTaken.has(email)) violations.push(`${email} is sent, but was never mailed`);
  }
  for (const email of wasTaken) {
    const outcome = outcomeOf.get(email);
    if (outcome !== 'sent' && outcome !== 'unknown') violations.push(`${email} was mailed, but is ${outcome}`);
  }

  const outcomes: Record<string, number> = { sent: 0, failed: 0, skipped: 0, unknown: 0 };
  for (const { outcome } of claimed) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const { unknown = 0 } = outcomes;
  if (unknown > mostUnknown) violations.push(`${unknown} are unknown, at most ${mostUnknown} may be`);
  for (const [outcome, n] of Object.entries({ ...outcomes, requested: readers.length, cached: 0, inFlight: 0 })) {
    if (counts[outcome] !== n) violations.push(`the task counts ${counts[outcome]} ${outcome}, there are ${n}`);
  }
  const unknownTaken = claimed.filter(({ email, outcome }) => outcome === 'unknown' && wasTaken.has(email)).length;
  return { outcomes, unknownTaken, violations };
}
