/** Writes a sketch as the text of a journey that passes `check`: names it, and keeps to where blocks may lead. */
import { format } from "../../../language/format/format.ts";
import type {
  Block,
  Condition,
  End,
  HandlerSketch,
  HandoverSketch,
  JourneySketch,
  QuickStep,
  StageSketch,
  Step,
} from "./sketch.ts";
import { LETTERS, OWNERS } from "./surroundings.ts";

/** @param name of the journey, and the beginning of all that it declares besides. */
export function writeJourney(sketch: JourneySketch, name = "made"): string {
  const pen: Pen = { sketch, name, count: 0, moves: new Set(), ladders: new Set() };
  const stages = sketch.stages.map((stage, at) => stageText(pen, stage, at));
  const everywhere = sketch.everywhere.map((one) => handlerText(pen, one, NOWHERE));
  const after =
    sketch.afterwards === null ? "" : stepsText(pen, sketch.afterwards.steps, { ...NOWHERE, outlives: true });
  const declared = [
    headOf(pen),
    everywhere.length === 0 ? "" : `in every stage { ${everywhere.join("\n")} }`,
    ...stages,
    ...handoverTexts(pen),
    after === "" ? "" : `after exit gone, owner sales, for at most 9 days { ${after} }`,
  ];
  const ladders = [...pen.ladders].map((from) => takeBackLadder(pen, from));
  const text = `${ladders.join("\n")}\njourney ${name} v1 of lead { ${declared.join("\n")} }\n`;
  const laidOut = format(text, `${name}.journey`);
  return laidOut.diagnostics.length === 0 ? laidOut.text : text;
}

interface Pen {
  readonly sketch: JourneySketch;
  readonly name: string;
  /** Source of names. */
  count: number;
  /** `FROM_TO` of the moves that need a handover. */
  readonly moves: Set<string>;
  /** Stages from which a ladder takes back. */
  readonly ladders: Set<number>;
}

/** Where a block stands. */
interface Place {
  /** `null`: in every stage, or in none. */
  readonly stage: number | null;
  /** Whether it may lead to an earlier stage: where something has to happen in between. */
  readonly back: boolean;
  /** Behind an exit, where nothing leads anywhere. */
  readonly outlives: boolean;
}
const NOWHERE: Place = { stage: null, back: false, outlives: false };

const next = (pen: Pen, what: string): string => {
  pen.count += 1;
  return `${what}_${pen.count}`;
};

// ── The journey ───────────────────────────────────────────────────────────────────────────────────────────

function headOf(pen: Pen): string {
  const { exclusive, perKey, keeps, enters, ifOpen, again, onTheWayOut } = pen.sketch;
  const lead = { on: "on offered", when: "when vip", at: "at 20 days before renews_on, 09:00" }[
    perKey ? "on" : enters
  ];
  return [
    "owner head  goal bought within 90 days  review every 3 months, last 2026-10-01",
    exclusive === null
      ? ""
      : `exclusive attention, priority ${exclusive.priority}, gives way and ${exclusive.givesWay}`,
    `enter ${lead} -> s0`,
    perKey ? "per deal_id" : "",
    keeps ? `keeps first_path from the first visited.path, last_amount from the latest offered.amount` : "",
    `if one is open ${ifOpen}`,
    `if one has ended ${again}`,
    "exit done as success on bought",
    `exit gone as failure on left ${quickBlock(pen, onTheWayOut)}`,
    "exit stopped as neutral when opted_out",
  ].join("\n");
}

function stageText(pen: Pen, stage: StageSketch, at: number): string {
  const here: Place = { stage: at, back: false, outlives: false };
  const isLast = at === pen.sketch.stages.length - 1;
  const ends = isLast || stage.boundEnds;
  const onward = isLast ? "exit gone" : moveText(pen, at, at + 1);
  const rests = stage.bound.is === "rests";
  const steps = stepsText(pen, stage.main.steps, here);
  return [
    `stage s${at} {`,
    `owner ${ownerOf(pen, at)}`,
    boundText(stage, ends ? "exit gone" : onward),
    rests || (ends && !isLast) ? `on met ${onward}` : "",
    ...stage.handlers.map((one) => handlerText(pen, one, here)),
    holderLeftText(stage),
    stage.leaving.length === 0 ? "" : `on leaving this stage ${quickBlock(pen, stage.leaving)}`,
    steps,
    leadText(pen, stage.main.end, here) || "stay",
    "}",
  ].join("\n");
}

function boundText({ bound }: StageSketch, then: string): string {
  switch (bound.is) {
    case "lasting":
      return `lasts at most ${bound.days} ${bound.business ? "business days" : "days"}, then ${then}`;
    case "counted":
      return `lasts at most 25 days counted from journey entry, then ${then}`;
    case "until":
      return `lasts until 12 days after entry, 12:00, then ${then}`;
    case "rests":
      return "rests, reviewed every 20 days";
  }
}

const holderLeftText = ({ holderLeft }: StageSketch): string => {
  if (holderLeft === null) return "";
  return holderLeft === "give" ? "on holder left give to head" : "on holder left reassign";
};

const ownerOf = (pen: Pen, stage: number): string => OWNERS[pen.sketch.stages[stage]?.owner ?? 0] ?? "sales";

// ── Where it leads ────────────────────────────────────────────────────────────────────────────────────────

function moveText(pen: Pen, from: number, to: number): string {
  if (ownerOf(pen, from) === ownerOf(pen, to)) return `-> s${to}`;
  pen.moves.add(`${from}_${to}`);
  return `-> s${to} through to_${from}_${to}`;
}

function leadText(pen: Pen, end: End, { stage, back, outlives }: Place): string {
  if (end === null || outlives) return "";
  if (end.to === "exit" || stage === null) return "exit done";
  const others = pen.sketch.stages.map((_, at) => at).filter((at) => (back ? at !== stage : at > stage));
  const to = others[end.by % Math.max(others.length, 1)];
  return to === undefined ? "exit done" : moveText(pen, stage, to);
}

/** Handovers may need more of them: what is declined may lead on. */
function handoverTexts(pen: Pen): readonly string[] {
  const texts: string[] = [];
  const written = new Set<string>();
  // A ladder that takes back leads through a handover as well.
  for (const from of pen.ladders) moveText(pen, from, 0);
  for (;;) {
    const move = [...pen.moves].find((one) => !written.has(one));
    if (move === undefined) return texts;
    written.add(move);
    const [from = 0, to = 0] = move.split("_").map(Number);
    texts.push(handoverText(pen, from, to));
    for (const back of pen.ladders) moveText(pen, back, 0);
  }
}

function handoverText(pen: Pen, from: number, to: number): string {
  const { handovers } = pen.sketch;
  const sketch: HandoverSketch | undefined = handovers[(from + to) % handovers.length];
  const receiver = ownerOf(pen, to);
  const parts = [
    `handover to_${from}_${to} from s${from} to s${to} { giver ${ownerOf(pen, from)}  accountable head`,
  ];
  if (sketch === undefined || sketch.atOnce) parts.push(`receiver ${receiver} at once  carries name`);
  else {
    const { needs, after, carries, ladder, declines } = sketch;
    parts.push(`receiver ${receiver} picked by team`);
    if (needs) parts.push("offer needs amount is known, else ask the giver, on daily");
    if (after !== null) {
      parts.push(after.startsWith("not") ? `moves after met and ${after}` : `moves after ${after}`);
      parts.push(", else ask the giver, on daily");
    }
    parts.push(
      `carries ${carries}`,
      `accept on ${ladderText(pen, to === 0 && ladder === "back" ? "prompt" : ladder, from)}`,
    );
    parts.push(
      `decline needs reason { ${declines.map((one, at) => `no_${at} ${declineText(one)}`).join("\n")} }`,
    );
  }
  return `${parts.join("\n")} }`;
}

function declineText(how: HandoverSketch["declines"][number]): string {
  switch (how) {
    case "decide":
      return "{ decide waiver { approved exit gone  declined stay } }";
    case "steps":
      return '{ wait 1 day  tell head "Declined"  stay }';
    default:
      return how;
  }
}

function ladderText(pen: Pen, name: string, stage: number | null): string {
  if (name !== "back") return name;
  if (stage === null || stage === 0) return "daily";
  pen.ladders.add(stage);
  return `${pen.name}_back_${stage}`;
}

const takeBackLadder = (pen: Pen, from: number): string =>
  `ladder ${pen.name}_back_${from} { within 1 business day  after 1 business day remind  at last take back ${moveText(pen, from, 0)} }`;

// ── Handlers ──────────────────────────────────────────────────────────────────────────────────────────────

function handlerText(pen: Pen, handler: HandlerSketch, place: Place): string {
  const here = { ...place, back: handler.on !== "state" };
  const reaction = reactionText(pen, handler.block, here);
  switch (handler.on) {
    case "event":
      return `on ${handler.event}${handler.rate} ${reaction}`;
    case "state":
      return `when ${conditionText(handler.condition)}${handler.rate} ${reaction}`;
    case "time":
      return `at ${handler.moment} ${reaction}`;
    case "request":
      return `on request by ${handler.by} to ${next(pen, "ask")}${handler.needs} ${reaction}`;
  }
}

function reactionText(pen: Pen, { steps, end }: Block, place: Place): string {
  const lead = leadText(pen, end, place);
  return steps.length === 0 && lead !== "" ? lead : blockText(pen, { steps, end }, place);
}

function conditionText(condition: Condition): string {
  if (typeof condition === "string") return condition;
  if ("not" in condition) return `not (${conditionText(condition.not)})`;
  return `(${condition.of.map(conditionText).join(` ${condition.join} `)})`;
}

// ── Steps ─────────────────────────────────────────────────────────────────────────────────────────────────

const quickBlock = (pen: Pen, steps: readonly QuickStep[]): string =>
  steps.length === 0 ? "" : `{ ${steps.map((one) => quickText(pen, one)).join("\n")} }`;

function quickText(pen: Pen, step: QuickStep): string {
  if (step === "tell") return tell(pen, "head");
  if (step === "set") return "set vip to no";
  return step === "begin" ? "begin aside, and go on" : `send ${letter(pen)}, or drop`;
}

const tell = (pen: Pen, who: string): string => `tell ${who} "${next(pen, "{name}")}"`;
const letter = (pen: Pen): string => {
  pen.count += 1;
  return LETTERS[pen.count % LETTERS.length] ?? LETTERS[0];
};

/** A block that may be the last of its step, which others go on from: it leads nowhere. */
const through = (pen: Pen, { steps }: Block, place: Place): string =>
  blockText(pen, { steps, end: null }, place);

function blockText(pen: Pen, { steps, end }: Block, place: Place): string {
  const lead = leadText(pen, end, place);
  const text = stepsText(pen, steps, place);
  return `{ ${text === "" && lead === "" ? tell(pen, "sales") : `${text}\n${lead}`} }`;
}

/** As the body of a result. */
function bodyText(pen: Pen, { steps, end }: Block, place: Place): string {
  const lead = leadText(pen, end, place);
  if (steps.length > 0) return blockText(pen, { steps, end }, place);
  return lead === "" ? "go on" : lead;
}

const stepsText = (pen: Pen, steps: readonly Step[], place: Place): string =>
  steps.map((step) => stepText(pen, step, place)).join("\n");

function stepText(pen: Pen, step: Step, place: Place): string {
  const body = (block: Block, here = place): string => bodyText(pen, block, here);
  const last = (block: Block): string => bodyText(pen, { ...block, end: null }, place);
  const asked = { ...place, back: true };
  switch (step.is) {
    case "tell":
      return tell(pen, step.who);
    case "set":
      return `set ${step.what}`;
    case "send":
      return `send ${letter(pen)}${step.how}`;
    case "wait":
      // Where there is no stage there is no entry of one.
      return `wait ${place.stage === null ? step.lasting.replace("after entry", "after journey entry") : step.lasting}`;
    case "wait for": {
      const got = step.got === null ? "" : `got ${body(step.got)}`;
      return `wait up to ${step.days} days for ${step.event} { ${got} none ${last(step.none)} }`;
    }
    case "wait until":
      return `wait up to ${step.days} days until ${conditionText(step.condition)} { none ${last(step.none)} }`;
    case "if":
      return `if ${conditionText(step.condition)} ${blockText(pen, step.then, place)} else ${through(pen, step.otherwise, place)}`;
    case "choose": {
      const tests = ["vip", "country is DE counting blank as no"];
      const arms = step.arms.map((arm, at) => `when ${tests[at] ?? "big"} ${blockText(pen, arm, place)}`);
      return `choose { ${arms.join("\n")} otherwise ${through(pen, step.otherwise, place)} }`;
    }
    case "split": {
      const name = next(pen, "split");
      const arms = `split ${name} { a 50% ${through(pen, step.a, place)} b 30% ${through(pen, step.b, place)} holdout 20% }`;
      const winner = `wait up to 3 days for the winner of ${name} { a go on b go on none ${last(step.a)} }`;
      return step.winner ? `${arms}\n${winner}` : arms;
    }
    case "task":
      return taskText(pen, step, place);
    case "decide":
      return `decide ${step.right} { approved ${body(step.approved, asked)} declined ${last(step.declined)} }`;
    case "every":
      return `every ${step.days} days, at most ${step.times} times ${through(pen, step.body, place)}`;
    case "call":
      return `call provision with { name: name }${step.failed === null ? "" : ` { done go on failed ${body(step.failed)} }`}`;
    case "begin":
      return step.wait
        ? `begin aside, and wait up to 5 days { ended ${body(step.ended)} none ${last(step.none)} }`
        : "begin aside, and go on";
    case "together": {
      const tracks = step.tracks.map((track) => `${next(pen, "track")} ${through(pen, track, place)}`);
      return `together up to 6 days until ${step.until} { ${tracks.join("\n")} none ${last(step.none)} }`;
    }
  }
}

function taskText(pen: Pen, step: Extract<Step, { is: "task" }>, place: Place): string {
  const { results } = step;
  const asked = { ...place, back: true };
  const labels = results.map(({ needs, block }, at) => {
    const end = at === results.length - 1 ? null : block.end;
    return `r${at}${needs === null ? "" : ` needs ${needs}`} ${bodyText(pen, { ...block, end }, asked)}`;
  });
  const retry =
    step.retry && !place.outlives && results.length > 0
      ? ["again { wait 1 day  retry at most 2 times, then exit gone }"]
      : [];
  const name = next(pen, "task");
  const head = `task ${name} "Do" by ${step.by}${step.from ? ", counted from met" : ""}, on ${ladderText(pen, step.ladder, place.stage)}`;
  return labels.length === 0 ? head : `${head} { ${[...retry, ...labels].join("\n")} }`;
}
