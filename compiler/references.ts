/**
 * Every place where a name stands for something declared elsewhere, one row a kind of node. What a condition or a
 * value means depends on types, and is read in `types/`; scenarios are in `scenario-references.ts`.
 */
import type * as ast from "../language/ast.ts";
import type { Code } from "../language/diagnostics/report.ts";
import type { NodeRules } from "./walk.ts";

type UnknownCode = Extract<Code, `unknown-${string}`>;
type Unknown<C> = C extends `unknown-${infer What}` ? What : never;
/** What a name may stand for; each has its code `unknown-…`. */
export type What = Exclude<
  Unknown<UnknownCode>,
  "sign" | "word" | "name" | "result" | "zone" | "holidays" | "placeholder"
>;

export type Reference = readonly [what: What, name: ast.Name | undefined];

const all = (what: What, names: readonly ast.Name[]): readonly Reference[] =>
  names.map((name) => [what, name]);

/** Words that `changes` and `answer` lines know besides roles. */
const PARTS_OF_A_DECLARATION = ["owner", "giver", "receiver", "accountable"];

export const REFERENCES: NodeRules<Reference> = {
  RoleDeclaration: ({ hours, reportsTo }) => [
    ["calendar", hours],
    ["role", reportsTo],
  ],
  RightDeclaration: ({ of, about, owner, order, asks, delegation, counts, ladder }) => [
    ["subject", of],
    ...all("field", about),
    ["role", owner],
    ...all("role", order),
    ...all(
      "role",
      asks.map(({ role }) => role),
    ),
    ...all("role", delegation?.to ?? []),
    ["field", counts?.sumOf.names.at(-1)],
    ["ladder", ladder],
  ],
  ChangesDeclaration: ({ lines }) =>
    lines.flatMap(({ needs }) =>
      all(
        "role",
        needs.filter(({ text }) => !PARTS_OF_A_DECLARATION.includes(text)),
      ),
    ),
  RoleWho: ({ role, pickedBy }) => [
    ["role", role],
    ["route", pickedBy],
  ],

  SubjectDeclaration: ({ owner, account, follows }) => [
    ["role", owner],
    ["field", account],
    ["subject", follows?.subject],
    ["event", follows?.on],
  ],
  EventDeclaration: ({ of, owner, anyOf }) => [
    ["subject", of],
    ["role", owner],
    ...all("event", anyOf ?? []),
  ],
  AudienceDeclaration: ({ of, owner }) => [
    ["subject", of],
    ["role", owner],
  ],
  ActionDeclaration: ({ owner, otherwise }) => [
    ["role", owner],
    ["ladder", otherwise?.ladder],
  ],
  ScoreDeclaration: ({ of, owner, validate }) => [
    ["subject", of],
    ["role", owner],
    ["event", validate?.against],
  ],
  PolicyDeclaration: ({ of, owner }) => [
    ["subject", of],
    ["role", owner],
  ],
  AskHolderRule: ({ ladder }) => [["ladder", ladder]],
  ExemptRule: ({ markedBy }) => [["role", markedBy]],
  RouteDeclaration: ({ of, owner, match, prefer, otherwise }) => [
    ["subject", of],
    ["role", owner],
    ...all("field", match),
    ...all("field", prefer),
    ["role", otherwise],
  ],

  HygieneDeclaration: ({ of, owner }) => [
    ["subject", of],
    ["role", owner],
  ],
  MergeRule: ({ by }) => all("field", by),
  FlagRule: ({ flag }) => [["field", flag]],
  AskRule: (rule) => [...all("field", rule.for), ["ladder", rule.ladder]],
  JourneyDeclaration: ({ of, owner, goal, keyAsk }) => [
    ["subject", of],
    ["role", owner],
    ["role", keyAsk?.role],
    ["ladder", keyAsk?.ladder],
    ["event", goal?.event],
  ],
  Enter: ({ stage }) => [["stage", stage]],
  Everywhere: ({ except }) => all("stage", except),
  Afterwards: ({ exit, owner }) => [
    ["exit", exit],
    ["role", owner],
  ],
  Stage: ({ owner, targets }) => [
    ["role", owner],
    ...targets.map(({ how, what }): Reference => [how === "reach" ? "event" : "stage", what]),
  ],
  RequestHandler: ({ by }) => all("role", by),
  Handover: ({ from, to, giver, accountable, expects, offerNeeds, movesAfter, accept }) => [
    ...all("stage", [...from, ...to]),
    ["role", giver],
    ["role", accountable],
    ...all("task", expects),
    ["ladder", offerNeeds?.ladder],
    ["ladder", movesAfter?.ladder],
    ["ladder", accept],
  ],
  EventGate: ({ event }) => [["event", event]],
  AfterEvents: ({ events }) => all("event", events),
  Occurrence: ({ event }) => [["event", event]],
  Absence: ({ event }) => [["event", event]],

  Move: ({ stage, through }) => [
    ["stage", stage],
    ["handover", through],
  ],
  ExitStep: ({ exit }) => [["exit", exit]],
  SendStep: ({ message, ladder }) => [
    ["message", message],
    ["ladder", ladder],
  ],
  TaskStep: ({ ladder, countedFrom }) => [
    ["ladder", ladder],
    ["event", countedFrom],
  ],
  DecideStep: ({ right }) => [["right", right]],
  SetStep: ({ field }) => [["field", wholeOf(field)]],
  CallStep: ({ action }) => [["action", action]],
  BeginStep: ({ journey }) => [["journey", journey]],
};

/** Only fields of the subject itself are set, so a dotted name is none. */
function wholeOf(path: ast.Path): ast.Name {
  return { kind: "Name", text: path.names.map(({ text }) => text).join("."), span: path.span };
}
