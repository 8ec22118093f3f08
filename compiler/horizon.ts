/** Years for which offsets and holidays are resolved, that of the compilation being the first (docs/language.md, 10.3). */
export const HORIZON_YEARS = 5;
