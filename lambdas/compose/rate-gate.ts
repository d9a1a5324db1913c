import { RateGate } from '../../core/rate/rate.ts';
import type { Part } from './world.ts';

/** The send rate. Made once for each process: it remembers what was reserved, and whether the stack is held. */
export const rateGateIn = ({
  tables,
  settings,
  account,
  identity,
}: Part<'tables' | 'settings' | 'account' | 'identity'>) => new RateGate(tables, settings.rate, { account, identity });
