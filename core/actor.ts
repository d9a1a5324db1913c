/** Who did something: an API key, and its name at that time, for it may be deleted since. */
export interface Actor {
  keyId: string;
  name: string;
}
