/** Steps, and what answers lead to, in words. A new kind of step does not compile until it is said here. */
import type * as ast from "../../language/ast.ts";
import { conditionWords, occurrencesWords, stateWords, valueWords } from "./conditions.ts";
import {
  clockWords,
  type Described,
  journeyWords,
  leaveWords,
  rightWords,
  subjectWords,
  whoWords,
} from "./names.ts";
import { type Entry, entry } from "./page.ts";
import {
  capital,
  durationWords,
  fieldsWords,
  listWords,
  nameWords,
  numberWords,
  pathWords,
  quote,
  scheduleWords,
  timesWords,
  writtenText,
} from "./words.ts";

export const stepEntries = (steps: readonly ast.Step[], described: Described): readonly Entry[] =>
  steps.flatMap((step) => stepEntry(step, described));

function stepEntry(step: ast.Step, described: Described): readonly Entry[] {
  switch (step.kind) {
    case "SendStep":
      return [entry(`Send ${sendWords(step, described)}.${reason(step)}`)];
    case "WaitStep":
      return [waitEntry(step, described)];
    case "IfStep":
      return ifEntries(step, "If", described);
    case "ChooseStep":
      return [
        entry(
          "The first of these that fits:",
          step.arms.map((arm) => armEntry(arm, described)),
        ),
      ];
    case "SplitStep":
      return [
        entry(
          `By lot (${quote(nameWords(step.name.text))}):`,
          step.arms.map((arm) => shareEntry(arm, described)),
        ),
      ];
    case "TaskStep":
      return [taskEntry(step, described)];
    case "DecideStep":
      return [
        entry(
          `A decision is asked for: ${rightWords(step.right, described)}.${reason(step)}`,
          resultEntries(step.results, described),
        ),
      ];
    case "TellStep":
      return [entry(`Tell ${whoWords(step.who, described)}: ${writtenText(step.text)}.${reason(step)}`)];
    case "SetStep":
      return [entry(`Set ${quote(pathWords(step.field))} to ${valueWords(step.value)}.${reason(step)}`)];
    case "CallStep":
      return [callEntry(step, described)];
    case "TogetherStep":
      return [togetherEntry(step, described)];
    case "EveryStep":
      return [
        labelled(
          `Every ${durationWords(step.every)}, at most ${timesWords(step.atMost)}`,
          step.block,
          described,
        ),
      ];
    case "BeginStep":
      return [beginEntry(step, described)];
    case "RetryStep":
      return [
        entry(
          `Begin again, at most ${timesWords(step.atMost)}; after that, ${leaveWords(step.then, described)}.`,
        ),
      ];
    case "Move":
    case "ExitStep":
      return [entry(`${capital(leaveWords(step, described))}.`)];
    case "StayStep":
      return [
        entry(
          `Nothing more: ${subjectWords(described)} stays in this stage until something else moves it on.`,
        ),
      ];
    case "Allow":
      return [entry(`Wanted as it is: ${writtenText(step.because)}.`)];
  }
}

const reason = ({ because }: { readonly because?: ast.Text }): string =>
  because === undefined ? "" : ` Why: ${writtenText(because)}.`;

// ── What steps lead to ────────────────────────────────────────────────────────────────────────────────────

/** `Label: what follows`, on one line where that is a single thing. */
export function labelled(label: string, body: ast.ResultBody, described: Described): Entry {
  if (body.kind !== "Block") return entry(`${label}: ${bodyWords(body, described)}.`);
  const below = stepEntries(body.steps, described);
  const [only] = below;
  if (only === undefined) return entry(`${label}: nothing.`);
  if (below.length > 1) return entry(`${label}:`, below);
  return entry(`${label}: ${only.text.charAt(0).toLowerCase()}${only.text.slice(1)}`, only.below);
}

function bodyWords(body: Exclude<ast.ResultBody, ast.Block>, described: Described): string {
  switch (body.kind) {
    case "Move":
    case "ExitStep":
      return leaveWords(body, described);
    case "Stay":
      return `${subjectWords(described)} stays where it is`;
    case "GoOn":
      return "go on with the next step";
    case "Reassign":
      return "another person gets it";
  }
}

/** What some labels mean, in words, where the name alone does not say it. */
type Labels = Readonly<Record<string, string>>;

export function resultEntries(
  results: readonly ast.Result[],
  described: Described,
  labels: Labels = {},
): readonly Entry[] {
  return results.map(({ labels: names, needs, body }) => {
    const words = listWords(
      names.map(({ text }) => labels[text] ?? nameWords(text)),
      "or",
    );
    const evidence = needs.length === 0 ? "" : `, with ${fieldsWords(needs)}`;
    return labelled(capital(words) + evidence, body, described);
  });
}

export function armEntry({ when, body }: ast.ChooseStep["arms"][number], described: Described): Entry {
  const label = when === undefined ? "Otherwise" : `If ${conditionWords(when, described.model)}`;
  return labelled(label, body, described);
}

export function shareEntry(
  { name, share, block }: ast.SplitStep["arms"][number],
  described: Described,
): Entry {
  const label = `${numberWords(share.value)}%, ${quote(nameWords(name.text))}`;
  return block === undefined
    ? entry(`${label}: nothing, to compare with.`)
    : labelled(label, block, described);
}

function ifEntries(step: ast.IfStep, word: string, described: Described): readonly Entry[] {
  const first = labelled(`${word} ${conditionWords(step.condition, described.model)}`, step.then, described);
  if (step.else === undefined) return [first];
  if (step.else.kind === "IfStep") return [first, ...ifEntries(step.else, "Otherwise, if", described)];
  return [first, labelled("Otherwise", step.else, described)];
}

// ── Steps that need more than a line ──────────────────────────────────────────────────────────────────────

function sendWords(step: ast.SendStep, described: Described): string {
  const { to, onceApprovedBy, ladder, deferAtMost, orDrop } = step;
  const clock = ladder === undefined ? "" : `, to be answered ${clockWords(ladder, described)}`;
  return [
    quote(nameWords(step.message.text)),
    to === undefined ? "" : ` to ${recipientWords(to, described)}`,
    onceApprovedBy === undefined ? "" : `, once ${whoWords(onceApprovedBy, described)} has approved it`,
    clock,
    deferAtMost === undefined ? "" : `, put off for at most ${durationWords(deferAtMost)}`,
    orDrop ? ", or leave it out if it may not go now" : "",
  ].join("");
}

function recipientWords(to: NonNullable<ast.SendStep["to"]>, described: Described): string {
  if (to.kind === "ToWho") return whoWords(to.who, described);
  const where = to.where === undefined ? "" : ` for whom ${conditionWords(to.where, described.model)}`;
  return `everybody of the ${nameWords(to.of.text)}${where}`;
}

function waitEntry(step: ast.WaitStep, described: Described): Entry {
  const { text, labels } = waitWords(step.what, described);
  return entry(`${text}.${reason(step)}`, resultEntries(step.results ?? [], described, labels));
}

function waitWords(
  what: ast.WaitStep["what"],
  described: Described,
): { readonly text: string; readonly labels: Labels } {
  switch (what.kind) {
    case "WaitDuration":
      return { text: `Wait ${durationWords(what.lasting)}`, labels: {} };
    case "WaitUntil":
      return { text: `Wait until ${scheduleWords(what.moment, what.refinements)}`, labels: {} };
    case "WaitCondition":
      return {
        text: `Wait, for at most ${durationWords(what.upTo)}, until ${stateWords(what.state, described.model)}`,
        labels: { got: "when it is so", none: "if it is not so by then" },
      };
    case "WaitWinner":
      return {
        text: `Wait, for at most ${durationWords(what.upTo)}, for the winner of ${quote(nameWords(what.of.text))}`,
        labels: { none: "if there is none" },
      };
    case "WaitEvents":
      return {
        text: `Wait, for at most ${durationWords(what.upTo)}, for ${occurrencesWords(what.events, described.model)}`,
        labels: { got: "if it comes", none: "if it does not come" },
      };
  }
}

function taskEntry(step: ast.TaskStep, described: Described): Entry {
  const who = listWords(
    step.by.map((one) => whoWords(one, described)),
    "and",
  );
  const clock = step.ladder === undefined ? "" : `, ${clockWords(step.ladder, described)}`;
  const from =
    step.countedFrom === undefined ? "" : `, counted from ${quote(nameWords(step.countedFrom.text))}`;
  return entry(
    `Task for ${who}: ${writtenText(step.title)}${clock}${from}.${reason(step)}`,
    resultEntries(step.results ?? [], described),
  );
}

function callEntry(step: ast.CallStep, described: Described): Entry {
  const action = described.model.actions.get(step.action.text);
  const title = quote(action?.title?.text ?? nameWords(step.action.text));
  const given = (step.with?.entries ?? []).map(({ name, value }) => {
    const [words, said] = [nameWords(name.text), valueWords(value)];
    return words === said ? words : `${words} (${said})`;
  });
  const data = given.length === 0 ? "" : `, with ${listWords(given, "and")}`;
  const otherwise = action?.otherwise;
  const byHand =
    otherwise === undefined
      ? ""
      : ` If it cannot, ${whoWords(otherwise.ask, described)} is asked, ${clockWords(otherwise.ladder, described)}.`;
  return entry(
    `Another system does it: ${title}${data}.${byHand}${reason(step)}`,
    resultEntries(step.results ?? [], described, { done: "when it is done", failed: "if it fails" }),
  );
}

function togetherEntry({ upTo, until, tracks }: ast.TogetherStep, described: Described): Entry {
  const end = until === "all" ? "all of them are done" : "one of them is done";
  return entry(
    `Side by side, for at most ${durationWords(upTo)}, until ${end}:`,
    resultEntries(tracks, described, { none: "if it takes longer" }),
  );
}

function beginEntry({ journey, wait }: ast.BeginStep, described: Described): Entry {
  const begin = `Begin the journey ${journeyWords(journey, described)}`;
  if (wait === undefined) return entry(`${begin}, and go on.`);
  return entry(
    `${begin}, and wait for its end, for at most ${durationWords(wait.upTo)}.`,
    resultEntries(wait.results, described, {
      ended: "when it has ended",
      none: "if it has not ended by then",
    }),
  );
}
