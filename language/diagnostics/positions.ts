/** From offsets to lines and columns, as people and editors count. */

/** Both count from 1; columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export class Positions {
  private readonly text: string;
  private readonly lineStarts: readonly number[];

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.lineStarts = starts;
  }

  /** An offset behind the end counts as the end. */
  at(offset: number): Position {
    const within = Math.max(0, Math.min(offset, this.text.length));
    const line = this.lineOf(within);
    return { line, column: within - this.startOf(line) + 1 };
  }

  /** The text of a line, without its end. */
  lineText(line: number): string {
    return this.text
      .slice(this.startOf(line), this.lineStarts[line] ?? this.text.length)
      .replace(/\r?\n$/, "");
  }

  private startOf(line: number): number {
    return this.lineStarts[line - 1] ?? this.text.length;
  }

  /** By halving: the last line that starts at or before the offset. */
  private lineOf(offset: number): number {
    let low = 1;
    let high = this.lineStarts.length;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.startOf(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** The texts that diagnostics point into, by path. */
export type Sources = ReadonlyMap<string, string>;

/** Positions in many files, each text measured once. */
export function positionsIn(sources: Sources): (path: string) => Positions {
  const measured = new Map<string, Positions>();
  return (path) => {
    const known = measured.get(path);
    if (known) return known;
    const positions = new Positions(sources.get(path) ?? "");
    measured.set(path, positions);
    return positions;
  };
}
