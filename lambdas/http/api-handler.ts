import { apiIn } from '../compose/api.ts';
import { ANSWER_WITHIN } from '../deadline.ts';
import { following } from '../wiring.ts';
import { apiEntry } from './entry.ts';

/** The Lambda handler of some routes. Apart from the wiring, so that functions without routes do not load schemas. */
export const apiHandler = (...parts: Parameters<typeof apiIn>) => following(apiEntry(apiIn(...parts)), ANSWER_WITHIN);
