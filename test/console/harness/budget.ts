import assert from 'node:assert/strict';

interface Measured {
  what: string;
  budget: number;
  measured: number;
  unit: string;
}

/** Times depend on the machine and on what else it does: only far beyond its budget one is a fault. */
const SLACK_OF_TIMES = 4;

/** Figures beside their budgets, which are printed as one table. */
export class Budgets {
  readonly #rows: Measured[] = [];

  /** Takes a figure, and throws where it is over its budget; a time only where it is far over it. */
  take(what: string, measured: number, budget: number, unit: string): void {
    this.#rows.push({ what, budget, measured, unit });
    const most = unit === 'ms' ? budget * SLACK_OF_TIMES : budget;
    assert.ok(measured <= most, `${what}: ${measured} ${unit}, budget ${budget}`);
  }

  table(): string {
    const line = (cells: string[]): string =>
      cells.map((cell, n) => (n === 0 ? cell.padEnd(58) : cell.padStart(14))).join('');
    const rows = this.#rows.map(({ what, budget, measured, unit }) => {
      const verdict = measured <= budget ? 'met' : 'MISSED';
      return line([what, `${budget} ${unit}`, `${Number(measured.toPrecision(3))} ${unit}`, verdict]);
    });
    return [line(['', 'budget', 'measured', '']), ...rows].join('\n');
  }
}

/** The value that 95 of 100 do not exceed. */
export function p95(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.95) - 1)] ?? Number.NaN;
}
