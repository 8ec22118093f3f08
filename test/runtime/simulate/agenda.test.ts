import fc from "fast-check";
import { expect, test } from "vitest";
import { Agenda, type Due } from "../../../runtime/simulate/agenda.ts";

const due = (at: number, rank: number, order: number): Due => ({ at, rank, order, run() {}, isOff: false });

function takeAll(agenda: Agenda): readonly Due[] {
  const taken: Due[] = [];
  for (let next = agenda.first(); next !== null; next = agenda.first()) {
    taken.push(next);
    agenda.takeFirst();
  }
  return taken;
}

test("what is due comes by its instant, then its rank, then who was there first; what is off does not", () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(3), fc.boolean()), { maxLength: 60 }), (planned) => {
      const agenda = new Agenda();
      const all = planned.map(([at, rank, isOff], order) => ({ ...due(at, rank, order), isOff }));
      for (const one of all) agenda.add(one);
      const expected = all
        .filter(({ isOff }) => !isOff)
        .sort((a, b) => a.at - b.at || a.rank - b.rank || a.order - b.order);
      expect(takeAll(agenda)).toEqual(expected);
    }),
  ));
