const STORED = 'mailramp-test-addresses';

/** The addresses of the last test that was sent from this browser, which keeps them until somebody signs out. */
export function lastAddresses(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(stored) ? stored.filter((address) => typeof address === 'string') : [];
  } catch {
    return [];
  }
}

export function keepAddresses(addresses: readonly string[]): void {
  try {
    localStorage.setItem(STORED, JSON.stringify(addresses));
  } catch {
    // A browser that forbids the storage offers nothing next time.
  }
}

export function dropAddresses(): void {
  try {
    localStorage.removeItem(STORED);
  } catch {
    // Where the storage is forbidden, nothing was kept.
  }
}
