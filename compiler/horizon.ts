/** Whole years for which offsets and holidays are resolved, `from` being the first. */
export interface Horizon {
  readonly from: number;
  readonly years: number;
}

/** Years for which offsets and holidays are resolved, that of the compilation being the first (docs/language.md, 10.3). */
export const HORIZON_YEARS = 5;
