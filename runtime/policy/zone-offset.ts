/** Zone offsets from the host's time-zone data, for what is in a subject's own zone. Never part of a workflow. */
import { HORIZON_YEARS } from "../../compiler/horizon.ts";
import type { Instant, Offsets } from "../../compiler/plan.ts";
import { offsetsOf } from "../../compiler/zone-offsets.ts";
import { DAY } from "./exact-time.ts";

/** Minutes east of UTC in an IANA zone at an instant; `null`: there is no such zone. */
export type OffsetAt = (zone: string, instant: Instant) => number | null;

/** More than there are zones. */
const MOST_FORMATS = 1_000;
const formats = new Map<string, Intl.DateTimeFormat | null>();

export const hostOffsetAt: OffsetAt = (zone, instant) => {
  const day = Math.floor(instant / DAY);
  const from = offsetAtDay(zone, day);
  // A day at both ends of which the clock is as far from UTC has no change of the clocks in it.
  return from === offsetAtDay(zone, day + 1) ? from : askHost(zone, instant);
};

/** More than the days of ten years. */
const MOST_DAYS = 4_000;
const days = new Map<string, Map<number, number | null>>();

/** At the beginning of a UTC day. */
function offsetAtDay(zone: string, day: number): number | null {
  const known = days.get(zone) ?? new Map<number, number | null>();
  const found = known.get(day);
  if (found !== undefined) return found;
  if (days.size >= MOST_FORMATS) days.clear();
  if (known.size >= MOST_DAYS) known.clear();
  const offset = askHost(zone, day * DAY);
  days.set(zone, known.set(day, offset));
  return offset;
}

function askHost(zone: string, instant: Instant): number | null {
  const format = formatOf(zone);
  if (format === null) return null;
  const name = format.formatToParts(instant).find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  // `GMT+05:30`, and plain `GMT` for none.
  const [, sign, hours, minutes] = /^GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  const east = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === "-" ? -east : east;
}

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = makeFormat(zone);
  // Zones come from data that others write, in any spelling: what is remembered is bounded.
  if (formats.size >= MOST_FORMATS) formats.clear();
  formats.set(zone, format);
  return format;
}

function makeFormat(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  } catch {
    return null;
  }
}

const resolved = new Map<string, Offsets | null>();

/** The offsets from the year before `now` on, for as many years as a plan's own; `null`: there is no such zone. */
export function hostOffsets(zone: string, now: Instant): Offsets | null {
  const year = new Date(now).getUTCFullYear();
  const key = `${year} ${zone}`;
  const known = resolved.get(key);
  if (known !== undefined) return known;
  const offsets =
    formatOf(zone) === null
      ? null
      : offsetsOf(zone, Date.UTC(year - 1, 0, 1), Date.UTC(year + HORIZON_YEARS + 1, 0, 1));
  if (resolved.size >= MOST_FORMATS) resolved.clear();
  resolved.set(key, offsets);
  return offsets;
}
