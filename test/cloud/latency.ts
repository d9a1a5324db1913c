import type { Dice } from '../simulation/dice.ts';

/** How long something takes: log-normal, as answers over a network are. */
export interface Latency {
  medianMs: number;
  /** Of the logarithm. */
  sigma: number;
}

/** One draw of a standard normal distribution (Box-Muller). */
const normal = (dice: Dice): number => Math.sqrt(-2 * Math.log(1 - dice.next())) * Math.cos(2 * Math.PI * dice.next());

export const draw = ({ medianMs, sigma }: Latency, dice: Dice): number => medianMs * Math.exp(sigma * normal(dice));
