/** When a time zone's offset from UTC changes, by the host's zone data: what plans and runs are told instead of it. */
import { lookUpOnce } from "./look-up-once.ts";
import type { Instant, Offsets } from "./plan.ts";

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/** Each change of the zone's offset within `[from, until)`, to the minute. */
export const offsetsOf = (zone: string, from: Instant, until: Instant): Offsets =>
  lookUpOnce(OFFSETS, `${zone} ${from} ${until}`, () => findOffsets(zone, from, until));

const OFFSETS = new Map<string, Offsets>();

function findOffsets(zone: string, from: Instant, until: Instant): Offsets {
  const offsetAt = offsetReader(zone);
  let minutes = offsetAt(from);
  const offsets: [Instant, number][] = [[from, minutes]];
  // A day is short enough: no zone changes its offset and changes it back within one.
  for (let day = from; day < until; day += MS_PER_DAY) {
    const next = Math.min(day + MS_PER_DAY, until - MS_PER_MINUTE);
    if (offsetAt(next) === minutes) continue;
    const change = findChange(offsetAt, day, next);
    minutes = offsetAt(next);
    offsets.push([change, minutes]);
  }
  return offsets;
}

/** The first minute in `(before, after]` with the offset of `after`. */
function findChange(offsetAt: (instant: Instant) => number, before: Instant, after: Instant): Instant {
  const target = offsetAt(after);
  let low = before / MS_PER_MINUTE;
  let high = after / MS_PER_MINUTE;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * MS_PER_MINUTE) === target) high = middle;
    else low = middle;
  }
  return high * MS_PER_MINUTE;
}

/** Minutes east of UTC by the host's zone data. */
function offsetReader(zone: string): (instant: Instant) => number {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  return (instant) => {
    const name = format.formatToParts(instant).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
    const [, sign, hours, minutes] = /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? [];
    const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
    return sign === "-" ? -size : size;
  };
}
