/** A plan as text for reviewers of a golden file: what is entered, left, waited for, and what comes next. */
import { assertNever } from "../../compiler/invariant.ts";
import type {
  Anchor,
  Body,
  Condition,
  Duration,
  Entry,
  Handler,
  Handover,
  Instruction,
  Leave,
  Moment,
  Operand,
  Pattern,
  Plan,
  Rate,
  Right,
  Rung,
  RungAction,
  Stage,
  StageBound,
  TimeHandler,
  Value,
  Who,
} from "../../compiler/plan.ts";

export function listPlan(plan: Plan): string {
  return [
    ...journeyLines(plan),
    ...section(
      "exits",
      plan.exitOrder.map((name) => exitLine(name, plan)),
    ),
    ...Object.entries(plan.stages).flatMap(([name, stage]) => section(`stage ${name}`, stageLines(stage))),
    ...Object.entries(plan.handovers).flatMap(([name, handover]) =>
      section(`handover ${name}`, handoverLines(handover)),
    ),
    ...section(
      "code",
      Object.entries(plan.code).map(([name, step]) => `${name}: ${instruction(step)}`),
    ),
    ...Object.entries(plan.rights).flatMap(([name, right]) => section(`right ${name}`, rightLines(right))),
    ...Object.entries(plan.ladders).flatMap(([name, { within, rungs }]) =>
      section(`ladder ${name}`, [`within ${duration(within)}`, ...rungs.map(rungLine)]),
    ),
    ...section(
      "people",
      Object.entries(plan.roles).map(([name, role]) => `${name} in ${role.calendar}, to ${role.reportsTo}`),
    ),
    ...section(
      "routes",
      Object.entries(plan.routes).map(([role, route]) => `${role}: ${route}`),
    ),
    ...section("reads", [
      plan.reads.fields.join(" "),
      plan.reads.events.join(" "),
      plan.reads.scores.join(" "),
    ]),
    ...section(
      "defaults",
      Object.entries(plan.defaults).map(([name, item]) => `${name} = ${value(item)}`),
    ),
    "",
  ].join("\n");
}

const section = (title: string, lines: readonly string[]): readonly string[] => [
  "",
  title,
  ...lines.map((line) => `  ${line}`),
];

function journeyLines(plan: Plan): readonly string[] {
  const { exclusive, ifEnded } = plan;
  const again =
    ifEnded.then === "again" ? `again ${duration(ifEnded.after)} from its ${ifEnded.from}` : ifEnded.then;
  return [
    `${plan.workflowType} of ${plan.subject}, owner ${plan.owner}, data ${plan.dataOwner}`,
    `goal ${plan.goal.event} within ${duration(plan.goal.within)}`,
    `exclusive ${exclusive === null ? "no" : `${exclusive.group} ${exclusive.priority} ${exclusive.givesWay}`}`,
    ...plan.entries.map((entry) => `enter ${led(entry)} -> ${entry.stage}`),
    `if open ${plan.ifOpen}, if ended ${again}`,
  ];
}

function led(entry: Entry): string {
  if ("on" in entry) return `on ${patterns(entry.on)}`;
  if ("when" in entry) return `when ${condition(entry.when)}`;
  const only = entry.only === null ? "" : ` when ${condition(entry.only)}`;
  return `at ${entry.at.map(moment).join(" | ")}${only}`;
}

function exitLine(name: string, plan: Plan): string {
  const exit = plan.exits[name];
  if (exit === undefined) return `${name} is missing`;
  const when = exit.when === null ? "" : ` when ${condition(exit.when)}`;
  return `${name} as ${exit.outcome} on ${patterns(exit.on)}${when} run ${exit.run}`;
}

function stageLines(stage: Stage): readonly string[] {
  return [
    `owner ${stage.owner}, ${bound(stage.bound)}`,
    `main ${stage.main}`,
    ...stage.handlers.map(handlerLine),
  ];
}

function handlerLine(handler: Handler): string {
  const reaction =
    "leave" in handler.reaction ? leave(handler.reaction.leave) : `run ${handler.reaction.run}`;
  return `${handler.id}: ${triggerOf(handler)} ${reaction}`;
}

function triggerOf(handler: Handler): string {
  switch (handler.on) {
    case "event":
      return `on ${patterns(handler.events)}${rate(handler.rate)}`;
    case "state":
      return `when ${condition(handler.when)}${rate(handler.rate)}`;
    case "request":
      return `on request by ${handler.by.join(" or ")} to ${handler.name} needs ${handler.needs.join(" ")}`;
    case "time": {
      const after = handler.after.map(({ events }) => ` after ${events.join(" or ")}`).join("");
      return `at ${schedule(handler.schedule)}${after}${handler.movesOn === null ? "" : ` the ${handler.movesOn} moving on`}${rate(handler.rate)}`;
    }
    default:
      return assertNever(handler);
  }
}

const bound = (of: StageBound): string =>
  "reviewedEvery" in of
    ? `rests, reviewed every ${duration(of.reviewedEvery)}`
    : `${"lasting" in of ? duration(of.lasting) : `until ${moment(of.until)}`} then ${leave(of.then)}`;

const schedule = (of: TimeHandler["schedule"]): string =>
  "items" in of ? of.items.map(moment).join(" | ") : `every ${JSON.stringify(of.again)}`;

function moment({ anchor: from, before, after, time, openDay }: Moment): string {
  return [
    before === undefined ? [] : [`${duration(before)} before`],
    after === undefined ? [] : [`${duration(after)} after`],
    [anchor(from)],
    time === undefined ? [] : [`at ${Math.floor(time / 60)}:${String(time % 60).padStart(2, "0")}`],
    openDay ? ["on the next open day"] : [],
  ]
    .flat()
    .join(" ");
}

function anchor(from: Anchor): string {
  switch (from.from) {
    case "field":
      return from.field;
    case "event":
      return from.events.join("/");
    case "date":
      return from.date;
    case "earlier":
    case "later":
      return `the ${from.from} of (${from.of.map(moment).join(", ")})`;
    case "end":
      return `the end of the ${from.of}`;
    default:
      return from.from;
  }
}

function handoverLines(handover: Handover): readonly string[] {
  const { offerNeeds, movesAfter, decline } = handover;
  return [
    `from ${handover.from.join(" ")} to ${handover.to.join(" ")}`,
    `giver ${handover.giver}, receiver ${who(handover.receiver)}${handover.atOnce ? " at once" : ""}, accountable ${handover.accountable}`,
    `carries ${handover.carries.map(carried).join(", ")}`,
    `expects ${handover.expects.join(" ")}`,
    ...(offerNeeds
      ? [`offer needs ${condition(offerNeeds.when)} else ${who(offerNeeds.ask)} on ${offerNeeds.ladder}`]
      : []),
    ...(movesAfter
      ? [`moves after ${movesAfter.events.join(" ")} else ${who(movesAfter.ask)} on ${movesAfter.ladder}`]
      : []),
    `accept on ${handover.accept}`,
    ...Object.entries(decline?.reasons ?? {}).map(
      ([reason, to]) => `decline ${reason} needs ${decline?.needs}: ${body(to)}`,
    ),
  ];
}

function carried(item: Handover["carries"][number]): string {
  switch (item.kind) {
    case "field":
      return item.name;
    case "score":
      return `score ${item.name}`;
    case "events":
      return `${item.name} [${item.events.join(" ")}] ${item.inTheLast ? duration(item.inTheLast) : ""}`;
    default:
      return assertNever(item);
  }
}

function instruction(step: Instruction): string {
  switch (step.do) {
    case "send":
      return `send ${step.message}${step.orDrop ? " or drop" : ""}${step.deferAtMost ? ` defer ${duration(step.deferAtMost)}` : ""}; ${step.next}`;
    case "wait":
      return `wait ${duration(step.lasting)}; ${step.next}`;
    case "wait until":
      return `wait until ${moment(step.until)}; ${step.next}`;
    case "wait for event":
      return `wait up to ${duration(step.upTo)} for ${patterns(step.events)}; got ${body(step.got)}; none ${body(step.none)}`;
    case "wait for state":
      return `wait up to ${duration(step.upTo)} until ${condition(step.when)}; got ${body(step.got)}; none ${body(step.none)}`;
    case "wait for winner":
      return `wait up to ${duration(step.upTo)} for the winner of ${step.split} [${step.compares}]; ${Object.entries(
        step.arms,
      )
        .map(([arm, to]) => `${arm} ${body(to)}`)
        .join("; ")}; none ${body(step.none)}`;
    case "choose":
      return `choose ${step.arms.map((arm) => `(${arm.when ? condition(arm.when) : "otherwise"}) ${body(arm.body)}`).join("; ")}`;
    case "split":
      return `split ${step.name} ${step.arms.map((arm) => `${arm.name} ${arm.percent}% ${arm.go}`).join("; ")}`;
    case "task":
      return `task ${step.name} by ${who(step.by)} on ${step.ladder}; ${Object.entries(step.results)
        .map(
          ([label, { needs, body: to }]) =>
            `${label}${needs.length > 0 ? ` needs ${needs}` : ""} ${body(to)}`,
        )
        .join("; ")}`;
    case "decide":
      return `decide ${step.right}; ${Object.entries(step.results)
        .map(([label, to]) => `${label} ${body(to)}`)
        .join("; ")}`;
    case "tell":
      return `tell ${who(step.who)} ${JSON.stringify(step.text)}; ${step.next}`;
    case "set":
      return `set ${step.field} to ${value(step.value)}; ${step.next}`;
    case "call":
      return `call ${step.action} (${Object.entries(step.with)
        .map(([name, given]) => `${name}: ${operand(given)}`)
        .join(
          ", ",
        )}); done ${body(step.done)}; failed ${step.failed ? body(step.failed) : "as the action says"}`;
    case "begin":
      return `begin ${step.journey}${step.wait ? ` wait up to ${duration(step.wait.upTo)}; ended ${body(step.wait.ended)}; none ${body(step.wait.none)}` : ""}; ${step.next}`;
    case "together":
      return `together up to ${duration(step.upTo)} until ${step.until} ${step.tracks.map(({ name, go }) => `${name} ${go}`).join("; ")}; none ${body(step.none)}; ${step.next}`;
    case "every":
      return `every ${duration(step.every)} ${step.times}x ${step.body}; ${step.next}`;
    case "retry":
      return `retry ${step.task} ${step.times}x then ${leave(step.then)}`;
    case "leave":
      return leave(step.leave);
    case "stay":
      return "stay";
    default:
      return assertNever(step);
  }
}

function body(to: Body): string {
  switch (to.then) {
    case "leave":
      return leave(to.leave);
    case "go":
      return `go ${to.step}`;
    default:
      return to.then;
  }
}

function leave(to: Leave): string {
  if (to.to === "exit") return `exit ${to.exit}`;
  return `-> ${to.stage}${to.through === null ? "" : ` through ${to.through}`} (rule of ${to.ruleOwner})`;
}

function condition(tree: Condition): string {
  const blank = (counts: boolean) => (counts ? " blank yes" : "");
  switch (tree.is) {
    case "all":
      return `(${tree.of.map(condition).join(" and ")})`;
    case "any":
      return `(${tree.of.map(condition).join(" or ")})`;
    case "not":
      return `not ${condition(tree.of)}`;
    case "compare":
      return `${operand(tree.left)} ${tree.operator} ${operand(tree.right)}${blank(tree.blank)}`;
    case "in":
      return `${operand(tree.left)} in [${tree.values.map(value)}]${blank(tree.blank)}`;
    case "text":
      return `${operand(tree.left)} ${tree.how} [${tree.words.join("|")}]${blank(tree.blank)}`;
    case "blank":
      return `${operand(tree.left)} is blank`;
    case "band":
      return `${tree.score} is ${tree.band}`;
    case "turns":
      return `turns ${condition(tree.of)}`;
    case "absent":
      return `no ${patterns(tree.events)} for ${duration(tree.lasting)}`;
    case "happened":
      return `happened ${tree.events}`;
    default:
      return assertNever(tree);
  }
}

const patterns = (list: readonly Pattern[]): string =>
  list.map(({ event, where }) => (where === null ? event : `${event} where ${condition(where)}`)).join(" | ");

function operand(item: Operand): string {
  if (item.of === "computed") return `(${operand(item.left)} ${item.operator} ${operand(item.right)})`;
  return item.of === "value" ? value(item.value) : `${item.of}.${item.field}`;
}

function value(item: Value): string {
  if (typeof item !== "object" || item === null) return JSON.stringify(item);
  return "amount" in item ? `${item.amount} ${item.currency}` : duration(item);
}

function duration({ months, days, ms, businessDays, businessMs }: Duration): string {
  const parts = [
    months === undefined ? [] : `${months} months`,
    days === undefined ? [] : `${days} calendar days`,
    ms === undefined ? [] : `${ms / 3_600_000} h`,
    businessDays === undefined ? [] : `${businessDays} business days`,
    businessMs === undefined ? [] : `${businessMs / 3_600_000} business h`,
  ];
  return parts.flat().join(" + ");
}

function rate(limit: Rate | null): string {
  if (limit === null) return "";
  return ` at most ${limit.times} per ${typeof limit.per === "string" ? limit.per : duration(limit.per)}`;
}

const who = (someone: Who): string =>
  "the" in someone
    ? `the ${someone.the}`
    : `${someone.role}${someone.route === null ? "" : ` by ${someone.route}`}`;

const rungLine = ({ at, actions }: Rung): string =>
  `${at === "last" ? "at last" : `after ${duration(at)}`} ${actions.map(rungAction).join(" and ")}`;

function rungAction(action: RungAction): string {
  switch (action.do) {
    case "tell":
      return `tell ${who(action.who)}`;
    case "reassign":
      return `reassign ${action.atMost}x`;
    case "give":
      return `give to ${who(action.to)}`;
    default:
      return action.do;
  }
}

function rightLines(right: Right): readonly string[] {
  const { counts } = right;
  return [
    `owner ${right.owner}, about ${right.about}, order ${right.order}, delegated ${right.mayBeDelegated}`,
    ...right.asks.map(
      (line) =>
        `${line.also ? "also " : ""}ask ${line.role} when ${condition(line.when)} reads ${line.reads}`,
    ),
    ...right.neverTheAsker.map((when) => `never the asker ${when === null ? "" : condition(when)}`),
    counts === null ? "counts nothing" : `counts ${counts.field} over ${counts.over} in ${counts.days} days`,
    `answers ${right.answers} on ${right.ladder}`,
  ];
}
