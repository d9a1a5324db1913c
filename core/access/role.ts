/** What an API key may do: `viewer` reads, `sender` also makes tasks, lists and templates, `admin` everything. */
export type Role = 'viewer' | 'sender' | 'admin';

/** Who calls. */
export interface Caller {
  keyId: string;
  role: Role;
}

const RANK: Record<Role, number> = { viewer: 1, sender: 2, admin: 3 };

/** Whether a role has at least the rights of another. */
export const mayActAs = (role: Role, needed: Role): boolean => RANK[role] >= RANK[needed];
