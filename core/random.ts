/** The only source of randomness. */
export interface Random {
  /** A new identifier of at least 120 random bits, letters and digits only. */
  id(): string;
  /** From 0 to below 1, for a wait that must not be like another's. */
  fraction(): number;
}
