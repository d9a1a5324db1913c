import type { z } from 'zod';
import type { taskAnswer } from '../../lambdas/tasks/views.ts';

/** The answers of the API, from the schemas that its OpenAPI document is generated from. */

export type Task = z.infer<typeof taskAnswer>;

/** A page of a list. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

export type Role = 'viewer' | 'sender' | 'admin';

/** Who is signed in, and at what. */
export interface Session {
  keyId: string;
  name: string | null;
  role: Role;
  expiresAt: string | null;
  now: string;
  product: { version: string; local: boolean };
}
