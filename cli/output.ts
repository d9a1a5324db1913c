/** Where a command writes to, and what can be done there. */
export interface Output {
  write(text: string): unknown;
  /** Whether lines can be redrawn. */
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  isColored?: boolean | undefined;
}

/** A stream of the process, as far as one writes to it. */
interface Stream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/**
 * What a terminal can do: a dumb one moves no cursor and has no colors, and neither has one whose owner sets
 * `NO_COLOR` (https://no-color.org).
 */
export function terminalOutput(stream: Stream, environment: Record<string, string | undefined>): Output {
  const isTTY = stream.isTTY === true && environment.TERM !== 'dumb';
  return {
    write: (text) => stream.write(text),
    get columns() {
      return stream.columns;
    },
    isTTY,
    isColored: isTTY && !environment.NO_COLOR,
  };
}
