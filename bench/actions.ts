/**
 * What three fixed journeys cost on Temporal, beside the same work written by hand: events, bytes and billed actions,
 * counted on a real server in one run. Both meet the same world: effects that do nothing, people who answer, a clock
 * on which a day takes half a second.
 */
import { CASES } from "./actions/cases.ts";
import { type Cost, costOf, eventsOf } from "./actions/cost.ts";
import { play } from "./actions/play.ts";
import { inRing, type Ring } from "./actions/ring.ts";
import { atMost, type Bench, type Figure, figure } from "./bench.ts";

/** Real milliseconds that a day takes. */
const DAY = 500;

interface Measured {
  readonly name: string;
  readonly baton: Cost;
  readonly byHand: Cost;
}

async function measureIn(
  { server, baton, byHand }: Ring,
  report: (line: string) => void,
): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (const one of CASES) {
    const costs: Cost[] = [];
    for (const contestant of [baton, byHand]) {
      const id = await play(one, contestant, server);
      costs.push(await costOf(server.client, id));
      report(`${one.name} ${contestant.name}: ${JSON.stringify(await eventsOf(server.client, id))}`);
    }
    const [own, other] = costs;
    if (own !== undefined && other !== undefined)
      measured.push({ name: one.name, baton: own, byHand: other });
  }
  return measured;
}

const figuresOf = ({ name, baton, byHand }: Measured): readonly Figure[] => [
  figure(`${name}: actions`, baton.actions, `actions, by hand ${byHand.actions}`, atMost(byHand.actions)),
  figure(`${name}: events`, baton.events, `events, by hand ${byHand.events}`, atMost(byHand.events)),
  figure(
    `${name}: bytes`,
    baton.bytes,
    `bytes, by hand ${byHand.bytes}`,
    atMost(Math.round(1.3 * byHand.bytes)),
  ),
];

export const bench: Bench = {
  summary:
    "Events, bytes and billed actions of three journeys, beside the same work by hand on the same server.",
  async run(report) {
    const measured = await inRing({ day: DAY }, (ring) => measureIn(ring, report));
    const cases = measured.map(({ name, baton, byHand }) => ({ name, ...baton, byHand }));
    return { figures: measured.flatMap(figuresOf), also: { cases } };
  },
};
