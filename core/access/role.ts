/**
 * The rights of an API key: `viewer` reads, `sender` also creates tasks, lists and templates, `admin` may do
 * everything.
 */
export const ROLES = ['viewer', 'sender', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** The caller of a request. */
export interface Caller {
  keyId: string;
  role: Role;
  /** The hash of the session of a browser; missing where the key itself calls. */
  session?: string;
}

const RANK: Record<Role, number> = { viewer: 1, sender: 2, admin: 3 };

/** Whether a role has at least the rights of another. */
export const mayActAs = (role: Role, needed: Role): boolean => RANK[role] >= RANK[needed];
