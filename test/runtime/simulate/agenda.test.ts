import fc from "fast-check";
import { expect, test } from "vitest";
import { Agenda, type Due } from "../../../runtime/simulate/agenda.ts";

const due = (at: number, rank: number, order: number): Due => ({ at, rank, order, run() {}, place: -1 });

function takeAll(agenda: Agenda): readonly number[] {
  const taken: number[] = [];
  for (let next = agenda.first(); next !== null; next = agenda.first()) {
    taken.push(next.order);
    agenda.remove(next);
  }
  return taken;
}

test("what is due comes by its instant, then its rank, then who was there first; what was removed does not", () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(5), fc.nat(3), fc.boolean()), { maxLength: 60 }),
      fc.array(fc.nat(59)),
      (planned, removals) => {
        const agenda = new Agenda();
        const all = planned.map(([at, rank], order) => due(at, rank, order));
        for (const one of all) agenda.add(one);
        const removed = new Set(removals);
        for (const index of removals) {
          const one = all[index];
          if (one !== undefined) agenda.remove(one);
        }
        const expected = all
          .filter((_, index) => !removed.has(index))
          .sort((a, b) => a.at - b.at || a.rank - b.rank || a.order - b.order);
        expect(takeAll(agenda)).toEqual(expected.map(({ order }) => order));
      },
    ),
  ));
