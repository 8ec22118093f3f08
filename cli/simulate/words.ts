/** Figures of a simulation as people read them. */

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** `13.9 days`, in the largest unit of which there is more than one. */
export function timeWords(ms: number): string {
  if (ms < 30_000) return "at once";
  const [unit, size] = UNITS.find(([, each]) => ms >= 1.95 * each) ?? ["minute", 60_000];
  const amount = ms / size;
  return `${amount >= 10 ? Math.round(amount) : Number(amount.toFixed(1))} ${unit}${amount === 1 ? "" : "s"}`;
}

export const numberWords = (value: number): string =>
  (value >= 10 || Number.isInteger(value) ? Math.round(value) : Number(value.toFixed(1))).toLocaleString(
    "en",
  );

/** `12%` of a whole; of nothing, nothing. */
export const percentWords = (part: number, whole: number): string =>
  whole === 0 ? "0%" : `${((100 * part) / whole).toFixed(part > 0 && part / whole < 0.095 ? 1 : 0)}%`;
