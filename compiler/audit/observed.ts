/**
 * What a running installation has done, as an audit reads it: counts of a period, and nobody's name. Instants are ISO
 * 8601 in UTC. The gateway answers it (`GET /v1/figures`); a file may hold an answer.
 */
export interface Observed {
  /** Its beginning and its end, both included. */
  readonly from: string;
  readonly until: string;
  readonly days: number;
  /** Of all versions together; a journey that nobody has ever entered is there as well, where it is installed. */
  readonly journeys: readonly ObservedJourney[];
}

export interface ObservedJourney {
  readonly journey: string;
  /** When it could first be entered, as far as is known; `null`: not known, and it has never been entered. */
  readonly since: string | null;
  readonly entered: number;
  /** At the end of the period. */
  readonly inside: number;
  /** Who left in the period, by exit. */
  readonly ended: readonly { readonly exit: string; readonly outcome: string; readonly count: number }[];
  /** What was done in the period: sent, asked of people, told, called, set. */
  readonly done: {
    readonly sent: number;
    readonly asked: number;
    readonly told: number;
    readonly called: number;
    readonly set: number;
  };
  /** Messages that went out, by name. */
  readonly messages: Readonly<Record<string, number>>;
  /** Of those whose time for the goal was over in the period; `leftOut` are those whom a holdout left out. */
  readonly goal: {
    readonly of: number;
    readonly reached: number;
    readonly leftOut: number;
    readonly leftOutReached: number;
  };
}
