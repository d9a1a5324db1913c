import { createAccess } from '../../core/access/access.ts';
import { createIdempotency } from '../../core/access/idempotency.ts';
import type { Tables } from '../../core/tables.ts';
import { clock, following, log, random } from '../wiring.ts';
import { createApi } from './api.ts';
import { apiEntry } from './entry.ts';
import type { Route } from './route.ts';

/** The Lambda handler of some routes. Apart from the wiring, so that functions without routes do not load schemas. */
export const apiHandler = (tables: Tables, routes: Route[], access = createAccess({ tables, clock })) =>
  following(
    apiEntry(createApi({ routes, access, idempotency: createIdempotency({ tables, clock, random, log }), clock, log })),
  );
