/** What a message more, or one fewer, comes to under the caps: in days full of messages the lower journeys wait. */
import { type Pressure, pressureIn } from "../audit/pressure.ts";
import { onceFor } from "../once-for.ts";
import type { Sides } from "./sides.ts";

const pressureOf = onceFor(pressureIn);

/** `; at worst 5 messages within 7 days, was 4 (cap 3)`, of each cap that feels it; empty where none does. */
export function messagesDue(subject: string | undefined, { before, after }: Sides): string {
  const was = pressureOf(before.model);
  const felt = pressureOf(after.model)
    .filter((one) => one.subject === subject)
    .flatMap((one) => {
      const then = was.find((other) => isSameCap(one, other))?.atWorst;
      return then === undefined || then === one.atWorst ? [] : [wordsOf(one, then)];
    });
  return felt.length === 0 ? "" : `; at worst ${felt.join(", and ")}`;
}

const isSameCap = (a: Pressure, b: Pressure): boolean =>
  a.subject === b.subject && a.channel === b.channel && a.window === b.window;

const wordsOf = ({ atWorst, channel, window, cap }: Pressure, was: number): string =>
  `${atWorst} ${channel}${atWorst === 1 ? "" : "s"} within ${window}, was ${was} (cap ${cap})`;
