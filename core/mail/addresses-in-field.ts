/** The addresses in the value of a field such as `From`, names and comments apart (RFC 5322). */
export type AddressesInField = (value: string) => string[];
