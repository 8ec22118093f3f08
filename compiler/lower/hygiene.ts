/**
 * Scheduled data care: what the job does by itself goes into the library; what it asks a person for is a journey of its
 * own, written here in the language and lowered like any other, so that a request for data has a holder, a ladder and
 * a bound as every request has.
 */
import type * as ast from "../../language/ast.ts";
import { parse } from "../../language/parse.ts";
import { hashPlan } from "../canonical.ts";
import { assertNever, invariant } from "../invariant.ts";
import type { Hygiene } from "../library.ts";
import type { Model } from "../model.ts";
import type { Plan } from "../plan.ts";
import { lowerCondition, lowerState } from "./conditions.ts";
import { exactMs } from "./durations.ts";
import { type LoweredJourney, type LowerOptions, lowerJourney } from "./journey.ts";
import { createScope } from "./scope.ts";

type AskRule = Extract<ast.HygieneRule, { kind: "AskRule" }>;

export function lowerHygiene(hygiene: ast.HygieneDeclaration, model: Model): Hygiene {
  const { name, owner, runsEvery, rules } = hygiene;
  invariant(
    owner !== undefined && runsEvery !== undefined,
    `hygiene ${name.text} has no owner or no cadence`,
  );
  const scope = createScope(model, hygiene.of.text);
  const lowered = { merges: [], flags: [], asks: [] } as {
    -readonly [K in "merges" | "flags" | "asks"]: Hygiene[K][number][];
  };
  for (const rule of rules) {
    switch (rule.kind) {
      case "MergeRule":
        lowered.merges.push({ by: rule.by.map(({ text }) => text), keeping: rule.keeping });
        break;
      case "FlagRule":
        lowered.flags.push({ field: rule.flag.text, when: lowerState(rule.when, scope) });
        break;
      case "AskRule":
        lowered.asks.push({
          journey: careName(hygiene, rule),
          when: lowerCondition(whenOf(rule), scope),
        });
        break;
      default:
        assertNever(rule);
    }
  }
  return { subject: hygiene.of.text, owner: owner.text, every: exactMs(runsEvery), ...lowered };
}

/** One for each rule that asks somebody. Its version is what it says: the same text is the same journey. */
export function lowerCare(
  hygiene: ast.HygieneDeclaration,
  model: Model,
  options: LowerOptions,
): readonly LoweredJourney[] {
  return hygiene.rules.flatMap((rule) =>
    rule.kind === "AskRule" ? careOf(hygiene, rule, model, options) : [],
  );
}

function careOf(
  hygiene: ast.HygieneDeclaration,
  rule: AskRule,
  model: Model,
  options: LowerOptions,
): LoweredJourney {
  const name = careName(hygiene, rule);
  const path = `${hygiene.span.file}#${name}`;
  const { file } = parse(path, textOf(hygiene, rule, name, model));
  const [journey] = file.declarations;
  invariant(journey?.kind === "JourneyDeclaration", `the care journey ${name} cannot be read`);
  // It asks for as long as the care finds it missing, and counts as the care does.
  const asking = { ...options, asksSubject: true } as const;
  const { plan } = lowerJourney({ ...model, files: [...model.files, file] }, journey, asking);
  const begun: Plan = { ...plan, entries: [{ on: [], stage: "asked" }] };
  const version = Number.parseInt(hashPlan(begun).slice(0, 7), 16);
  return { plan: { ...begun, version, workflowType: `${name}_v${version}` }, sources: {} };
}

/** `customer_data`, and `customer_data_2` for the second rule that asks. */
function careName({ name, rules }: ast.HygieneDeclaration, rule: AskRule): string {
  const asks = rules.filter(({ kind }) => kind === "AskRule");
  const index = asks.indexOf(rule);
  return index === 0 ? name.text : `${name.text}_${index + 1}`;
}

/** A year and no answer: whoever holds it has seen it long ago, and the next run asks anew. */
const BOUND = "1 year";

function textOf(hygiene: ast.HygieneDeclaration, rule: AskRule, name: string, model: Model): string {
  const file = model.files.find(({ path }) => path === hygiene.span.file);
  const slice = ({ span }: { readonly span: ast.Span }) => file?.text.slice(span.start, span.end) ?? "";
  const { owner, of, title } = hygiene;
  const fields = rule.for.map(({ text }) => text);
  const role = rule.who.kind === "RoleWho" ? rule.who.role.text : owner?.text;
  const who = rule.who.kind === "RoleWho" ? slice(rule.who) : role;
  const wanted =
    rule.when === undefined ? fields.map((field) => `${field} is blank`).join(" or ") : slice(rule.when);
  return `journey ${name} v1 of ${of.text} ${title === undefined ? "" : slice(title)} {
    owner ${owner?.text}  goal filled within ${BOUND}  if one is open refuse  if one has ended at once
    exit filled as success when not (${wanted})
    exit unanswered as neutral
    stage asked {
      owner ${role}  lasts at most ${BOUND}, then exit unanswered
      task ${name} "Fill in ${fields.join(", ")}" by ${who}, on ${rule.ladder?.text} {
        filled needs ${fields.join(", ")} exit filled
      }
    }
  }`;
}

/** Without a condition: when something that is asked for is blank. */
function whenOf(rule: AskRule): ast.Condition {
  if (rule.when !== undefined) return rule.when;
  const terms = rule.for.map((name): ast.Condition => {
    const { span } = name;
    const blank: ast.Path = { kind: "Path", names: [{ kind: "Name", text: "blank", span }], span };
    const subject: ast.Path = { kind: "Path", names: [name], span };
    return { kind: "Test", subject, test: { kind: "Is", not: false, value: blank, span }, span };
  });
  return { kind: "Or", terms, span: rule.span };
}
