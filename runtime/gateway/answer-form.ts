/** The form in which somebody outside answers: what it asks for, and how what is posted becomes an answer. */
import type { Field, FieldType } from "../../compiler/library.ts";
import type { Answer } from "../machine/protocol.ts";
import { toLabel, toWords } from "../policy/words.ts";
import { evidenceOf, fieldsOfWork } from "./answer-work.ts";
import type { WorkView } from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { badRequest } from "./http-fault.ts";
import type { ShownWork } from "./work-view.ts";

export interface AnswerForm {
  readonly title: string;
  /** In words. */
  readonly until: string;
  /** What travels with it, as far as it is known. */
  readonly carries: WorkView["carries"];
  readonly choices: readonly Choice[];
}

export interface Choice {
  /** The label of the answer; what is posted as `answer`. */
  readonly label: string;
  readonly words: string;
  readonly fields: readonly FormField[];
}

export interface FormField {
  /** Of the input: the same field may be asked for by several answers. */
  readonly input: string;
  readonly name: string;
  readonly words: string;
  readonly description: string;
  readonly type: FieldType & Pick<Field, "currency">;
}

const TEXT = { type: "text" } as const;

export function formOf(context: GatewayContext, view: WorkView, work: ShownWork, until: string): AnswerForm {
  const fields: Readonly<Record<string, FieldType & Partial<Field>>> = fieldsOfWork(context, work);
  const choices = view.answers.map(({ act, label, needs }): Choice => {
    const named = label ?? act;
    return {
      label: named,
      words: act === "decline" ? `No: ${toWords(named)}` : toLabel(named),
      fields: needs.map(({ field }) => ({
        input: `${named}.${field}`,
        name: field,
        words: toLabel(field),
        description: fields[field]?.description ?? "",
        type: fields[field] ?? TEXT,
      })),
    };
  });
  return { title: view.title, until, carries: view.carries, choices };
}

/** @throws HttpFault with what is wrong, in words for whoever filled it in. */
export function readForm(
  context: GatewayContext,
  work: ShownWork,
  form: AnswerForm,
  posted: URLSearchParams,
): Answer {
  const label = form.choices.length === 1 ? form.choices[0]?.label : posted.get("answer");
  const choice = form.choices.find((one) => one.label === label);
  if (choice === undefined)
    throw badRequest({ code: "unknown-answer", message: "Please choose one of the answers." });
  if (work.kind === "accept" && choice.label === "accept") return { do: "accept", work: work.id };
  const raw = Object.fromEntries(choice.fields.map((field) => [field.name, postedValue(field, posted)]));
  const missing = choice.fields.filter(({ name }) => raw[name] === null && !isKnown(work, name));
  if (missing.length > 0) {
    const names = missing.map(({ words }) => words.toLowerCase()).join(" and ");
    throw badRequest({ code: "missing-evidence", message: `Please fill in ${names}.` });
  }
  const evidence = evidenceOf(context, work, work.answers[choice.label] ?? [], raw);
  return work.kind === "accept"
    ? { do: "decline", work: work.id, reason: choice.label, evidence }
    : { do: "complete", work: work.id, result: choice.label, evidence };
}

/** What the subject says already need not be said again. */
const isKnown = (work: ShownWork, field: string): boolean =>
  (work.own_fields[field] ?? work.subject_fields[field] ?? null) !== null;

/** As an event would bring it; `null` for what was left empty. */
function postedValue({ input, type }: FormField, posted: URLSearchParams): unknown {
  const text = posted.get(input)?.trim() ?? "";
  if (text === "") return null;
  switch (type.type) {
    case "number":
      return Number(text);
    case "percent":
      return text.endsWith("%") ? text : `${text}%`;
    case "money":
      return `${text.replaceAll(/[ ,_]/g, "")} ${type.currency ?? posted.get(`${input}.currency`)?.trim().toUpperCase() ?? ""}`;
    case "duration":
      return `P${text}D`;
    case "date":
      return text;
    default:
      return text;
  }
}
