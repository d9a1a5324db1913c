import type { StackFigures } from '../stack.ts';

/** A line of the table. */
export interface Row {
  name: string;
  /** Null when there is none. */
  figure: number | null;
  unit: string;
  goal: string;
  met: boolean;
  /** What else was seen. */
  notes: string[];
}

/** What becomes of a scenario that does not end: its rows are missed, with the figures that they had. */
export type Report = (rows: Row[]) => void;

export interface Scenario {
  /** Of its rows: more than one where one run answers several questions. */
  names: readonly string[];
  /** Settings of the stack, where they are not those of `cdk.json`. */
  settings: Record<string, string | number>;
  /** Seconds of the machine after which it counts as one that does not end. */
  mostSeconds: number;
  run(stack: StackFigures, report: Report): Promise<Row[]>;
}

export const rounded = (figure: number, digits = 1): number => Math.round(figure * 10 ** digits) / 10 ** digits;
