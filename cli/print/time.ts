/**
 * An instant as the clock of whoever reads it shows it, with that clock's distance from UTC, so that it can be
 * copied anywhere: `2026-11-23 10:00 +01:00`.
 */
export function showInstant(instant: string): string {
  const date = new Date(instant);
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())} ${showOffset(-date.getTimezoneOffset())}`;
}

function showOffset(minutes: number): string {
  const distance = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(distance / 60))}:${two(distance % 60)}`;
}

const two = (number: number): string => String(number).padStart(2, "0");
