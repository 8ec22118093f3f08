/**
 * How close together a text may send: on each way through its steps, how long after its beginning each message falls due
 * at the earliest. What waits for somebody to answer, or for something to happen, may be over at once.
 */
import type * as ast from "../../language/ast.ts";
import { assertNever } from "../invariant.ts";
import { mostIn, roughMs, type Weigh } from "../most-messages.ts";

/** Roughly, in milliseconds. */
interface Way {
  /** One for each place under a cap, ascending. */
  readonly sends: readonly number[];
  /** When the way has come to its end so far. */
  readonly at: number;
  /** It leads elsewhere: what stands behind is on other ways. */
  readonly left: boolean;
}

/** More ways than this are not told apart. */
const MAX_WAYS = 500;

/** The most messages that fall due within one window, on any way. */
export function mostWithin(steps: readonly ast.Step[], window: number, weigh: Weigh): number {
  const ways = waysThrough(steps, [{ sends: [], at: 0, left: false }], weigh);
  // Where nobody could follow all the ways, all that is sent is taken to meet.
  if (ways === null) return mostIn(steps, weigh);
  return Math.max(0, ...ways.map(({ sends }) => mostInWindow(sends, window)));
}

function mostInWindow(sends: readonly number[], window: number): number {
  return Math.max(
    0,
    ...sends.map((from, index) => sends.slice(index).filter((at) => at < from + window).length),
  );
}

type Ways = readonly Way[] | null;

function waysThrough(steps: readonly ast.Step[], from: readonly Way[], weigh: Weigh): Ways {
  let ways: readonly Way[] = from;
  for (const step of steps) {
    const open = ways.filter(({ left }) => !left);
    const next = waysOf(step, open, weigh);
    if (next === null) return null;
    ways = distinct([...ways.filter(({ left }) => left), ...next]);
    if (ways.length > MAX_WAYS) return null;
  }
  return ways;
}

function distinct(ways: readonly Way[]): readonly Way[] {
  return [...new Map(ways.map((way) => [`${way.left} ${way.at} ${way.sends.join()}`, way])).values()];
}

function waysOf(step: ast.Step, ways: readonly Way[], weigh: Weigh): Ways {
  switch (step.kind) {
    case "SendStep":
      return ways.map((way) => ({
        ...way,
        sends: [...way.sends, ...Array.from({ length: weigh(step) }, () => way.at)],
      }));
    case "WaitStep":
      return afterWait(step, ways, weigh);
    case "IfStep":
      return either(
        [
          step.then.steps,
          step.else === undefined ? [] : step.else.kind === "Block" ? step.else.steps : [step.else],
        ],
        ways,
        weigh,
      );
    case "ChooseStep":
      return either(
        step.arms.map(({ body }) => stepsOf(body)),
        ways,
        weigh,
      );
    case "SplitStep":
      return either(
        step.arms.map(({ block }) => block?.steps ?? []),
        ways,
        weigh,
      );
    case "TaskStep":
      return afterTask(step, ways, weigh);
    case "DecideStep":
    case "CallStep":
      return either(orNone(step.results), ways, weigh);
    case "BeginStep":
      return step.wait === undefined ? ways : either(orNone(step.wait.results), ways, weigh);
    case "EveryStep":
      return repeated(step, ways, weigh);
    case "TogetherStep":
      return beside(step, ways, weigh);
    case "Move":
    case "ExitStep":
    case "StayStep":
      return ways.map((way) => ({ ...way, left: true }));
    case "TellStep":
    case "SetStep":
    case "RetryStep":
    case "Allow":
      return ways;
    default:
      return assertNever(step);
  }
}

const later = (ways: readonly Way[], by: number): readonly Way[] =>
  ways.map((way) => ({ ...way, at: way.at + by }));

function either(branches: readonly (readonly ast.Step[])[], ways: readonly Way[], weigh: Weigh): Ways {
  const all = branches.map((steps) => waysThrough(steps, ways, weigh));
  return all.includes(null) ? null : all.flatMap((one) => one ?? []);
}

const orNone = (results: readonly ast.Result[] | undefined): readonly (readonly ast.Step[])[] =>
  results === undefined ? [[]] : results.map(({ body }) => stepsOf(body));

/** `stay` as an answer leaves the track where it is, and nothing of it comes after. */
function stepsOf(body: ast.ResultBody): readonly ast.Step[] {
  switch (body.kind) {
    case "Block":
      return body.steps;
    case "Move":
    case "ExitStep":
      return [body];
    case "Stay":
      return [{ kind: "StayStep", span: body.span }];
    default:
      return [];
  }
}

/** What is waited for may have happened already; its silence takes as long as it may. */
function afterWait({ what, results }: ast.WaitStep, ways: readonly Way[], weigh: Weigh): Ways {
  switch (what.kind) {
    case "WaitDuration":
      return later(ways, roughMs(what.lasting));
    case "WaitUntil":
      return ways;
    default: {
      const labelled = (name: string) =>
        results?.find(({ labels }) => labels.some(({ text }) => text === name));
      const silent = labelled("none");
      const others = (results ?? []).filter((result) => result !== silent);
      const got = others.length === 0 ? [[]] : others.map(({ body }) => stepsOf(body));
      const after = either(got, ways, weigh);
      const none = waysThrough(
        silent === undefined ? [] : stepsOf(silent.body),
        later(ways, roughMs(what.upTo)),
        weigh,
      );
      return after === null || none === null ? null : [...after, ...none];
    }
  }
}

/** An answer that asks again comes as often as it may before another. */
function afterTask({ results }: ast.TaskStep, ways: readonly Way[], weigh: Weigh): Ways {
  let before: Ways = ways;
  for (const { body } of results ?? []) {
    const retry = body.kind === "Block" ? body.steps.find(({ kind }) => kind === "RetryStep") : undefined;
    if (body.kind !== "Block" || retry?.kind !== "RetryStep" || mostIn(body.steps, weigh) === 0) continue;
    for (let round = 0; round < retry.atMost && before !== null; round += 1)
      before = waysThrough(body.steps, before, weigh);
  }
  return before === null ? null : either(orNone(results), before, weigh);
}

function repeated({ every, atMost, block }: ast.EveryStep, ways: readonly Way[], weigh: Weigh): Ways {
  let after: Ways = ways;
  for (let round = 0; round < atMost && after !== null; round += 1)
    after = waysThrough(block.steps, later(after, roughMs(every)), weigh);
  return after;
}

/** Tracks beside each other: what each sends is counted from where they began. */
function beside({ tracks }: ast.TogetherStep, ways: readonly Way[], weigh: Weigh): Ways {
  let after: Ways = ways;
  for (const { body } of tracks) {
    const own = waysThrough(stepsOf(body), [{ sends: [], at: 0, left: false }], weigh);
    if (after === null || own === null || after.length * own.length > MAX_WAYS) return null;
    after = after.flatMap((way) =>
      own.map((track) => ({
        ...way,
        sends: [...way.sends, ...track.sends.map((at) => way.at + at)].toSorted((a, b) => a - b),
      })),
    );
  }
  return after;
}
