/** A journey of many stages costs as much for each stage as one of few: counted, since a clock would lie. */
import { describe, expect, it } from "vitest";
import { CHECKS } from "../../../compiler/checks/all.ts";
import { findUnknownNamesIn } from "../../../compiler/lookup.ts";
import { modelOf } from "../../../compiler/resolve.ts";
import { scopesOf } from "../../../compiler/scopes.ts";
import { checkTypes } from "../../../compiler/types.ts";

const FEW = 40;

const ORGANISATION =
  "role sales { } role marketing { } subject lead { email: email key } event asked of lead\n";

/** A ring of stages of two owners, each left through a handover of its own, and none of them waits. */
function ring(stages: number): string {
  const members = Array.from({ length: stages }, (_, index) => {
    const next = (index + 1) % stages;
    const owner = index % 2 === 0 ? "sales" : "marketing";
    return `
      stage s${index} { owner ${owner}  lasts at most 30 days, then exit done  -> s${next} through h${index} }
      handover h${index} from s${index} to s${next} { receiver marketing at once  accountable sales }`;
  });
  return `journey ring v1 of lead { owner sales  enter on asked -> s0  exit done as success ${members.join("")} }`;
}

/** How often something of the journey is read. */
function readsOf(stages: number): number {
  const files = [{ path: "journeys/ring.journey", text: ORGANISATION + ring(stages) }];
  const model = modelOf({ files });
  const counter = countReads();
  const journeys = new Map([...model.journeys].map(([name, journey]) => [name, counter.watch(journey)]));
  const watched = {
    ...model,
    journeys,
    files: model.files.map((file) => ({
      ...file,
      declarations: file.declarations.map((one) =>
        one.kind === "JourneyDeclaration" ? (journeys.get(one.name.text) ?? one) : one,
      ),
    })),
  };
  const found = [
    ...scopesOf(watched).flatMap(findUnknownNamesIn),
    ...checkTypes(watched),
    ...CHECKS.flatMap((check) => check(watched, {})),
  ];
  expect(found.map(({ code }) => code)).toContain("loop-without-wait");
  return counter.reads();
}

function countReads() {
  let reads = 0;
  const watchers = new WeakMap<object, object>();
  const watch = <T extends object>(target: T): T => {
    const known = watchers.get(target);
    // A watcher is put in for what it watches, and behaves as it does.
    if (known !== undefined) return known as T;
    const watcher = new Proxy(target, {
      get(of, key, receiver) {
        reads += 1;
        const value: unknown = Reflect.get(of, key, receiver);
        return typeof value === "object" && value !== null ? watch(value) : value;
      },
    });
    watchers.set(target, watcher);
    return watcher;
  };
  return { watch, reads: () => reads };
}

describe("the checks of a journey", () => {
  it("read four times as much of one with four times as many stages", () => {
    const few = readsOf(FEW);
    expect(few).toBeGreaterThan(FEW * 100);
    expect(readsOf(4 * FEW) / few).toBeLessThan(4.4);
  });
});
