/** What a fault of the matrix is: what is broken, what must hold all the same, and how it is done. */
import type { Draw } from "./draw.ts";
import type { Lab, LabOptions } from "./lab.ts";
import type { Traffic } from "./traffic.ts";

export interface Fault {
  /** As in the table of the README: `A1`. */
  readonly id: string;
  readonly what: string;
  readonly expected: string;
  /** In the short lane, too. */
  readonly isShort?: boolean;
  run(bench: Bench): Promise<Seen>;
}

/** What a fault has to work with. */
export interface Bench {
  readonly isShort: boolean;
  readonly draw: Draw;
  readonly say: (line: string) => void;
  /** An installation with its traffic; closed after the fault. */
  open(options?: LabOptions): Promise<Site>;
  /** Anything else that is to be closed. */
  closing(close: () => Promise<unknown>): void;
}
export interface Site {
  readonly lab: Lab;
  readonly traffic: Traffic;
}

export interface Seen {
  /** What was seen, for the table: figures and a few words. */
  readonly said: string;
}

/** It cannot be tried on this machine; why. */
export class CannotRun extends Error {
  override readonly name = "CannotRun";
}

/** A promise was broken. */
export class Broken extends Error {
  override readonly name = "Broken";
}
