/** The only source of randomness. */
export interface Random {
  /** A new identifier of at least 120 random bits, letters and digits only. */
  id(): string;
}
