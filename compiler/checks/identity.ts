/** What one instance of a journey is about, and what it keeps: names that exist, each for one thing. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { unknownName } from "../lookup.ts";
import type { Model } from "../model.ts";
import { keptFrom, keyField, keyJourneyName, mayHaveMoreFields } from "../own-fields.ts";
import { describeType, typeOf } from "../types/field-types.ts";
import { writePath } from "../types/fields.ts";
import { expandEvents, whole } from "../whole.ts";
import { forEachJourney } from "./check.ts";

export const identity = forEachJourney((journey, model) => {
  const subject = whole(model.subjects.get(journey.of.text), model);
  if (subject === undefined) return [];
  return [
    ...checkKey(journey, subject, model),
    ...journey.keeps.flatMap((keep) => checkKept(keep, subject, model)),
    ...checkNames(journey),
    ...checkAsking(journey, model),
  ];
});

/** Of these one does not tell a deal from another. */
const NO_KEYS: ReadonlySet<string> = new Set(["money", "yes_no", "percent", "duration", "message"]);

function checkKey(
  journey: ast.JourneyDeclaration,
  subject: ast.SubjectDeclaration,
  model: Model,
): readonly Diagnostic[] {
  const { per } = journey;
  if (per === undefined) return [];
  const field = keyField(journey, model);
  // Of an event that is misspelt it cannot be said what it brings.
  if (field === undefined && mayHaveMoreFields({ journey, model })) return [];
  if (field === undefined) {
    const events = journey.enters.flatMap(({ trigger }) =>
      trigger.kind === "OnEvents" ? trigger.events.map(({ event }) => event.text) : [],
    );
    const owners = [subject, ...events.flatMap((event) => expandEvents(model, event))];
    const known = owners.flatMap(({ fields }) => fields.map(({ name }) => name.text));
    return [unknownName("field", { text: writePath(per), span: per.span }, known)];
  }
  const isAsked = subject.fields.some(({ name }) => name.text === field.name.text);
  // There is nowhere to write an answer.
  if (journey.keyAsk !== undefined && !isAsked) {
    const known = subject.fields.map(({ name }) => name.text);
    return [unknownName("field", { text: field.name.text, span: journey.keyAsk.span }, known)];
  }
  const type = typeOf(field);
  if (type === undefined || !NO_KEYS.has(type.type)) return [];
  const facts = { what: `the key \`${writePath(per)}\``, found: describeType(type) };
  return [report("wrong-type", { ...facts, expected: "what tells one from another" }, per.span)];
}

type Keep = ast.JourneyDeclaration["keeps"][number];

function checkKept(keep: Keep, subject: ast.SubjectDeclaration, model: Model): readonly Diagnostic[] {
  const [event, field] = keep.from.names;
  if (event === undefined || !model.events.has(event.text)) {
    const name = event ?? keep.name;
    return [unknownName("event", { text: name.text, span: keep.from.span }, [...model.events.keys()])];
  }
  const kinds = expandEvents(model, event.text);
  const other = kinds.find(
    ({ of }) => of !== undefined && of.text !== subject.name.text && model.subjects.has(of.text),
  );
  if (other?.of !== undefined) {
    const facts = { what: "event", name: event.text, of: other.of.text, wanted: subject.name.text };
    return [report("belongs-to-another-subject", facts, event.span)];
  }
  if (kinds.length === 0 || keptFrom(keep, model) !== undefined) return [];
  const known = kinds.flatMap(({ fields }) => fields.map(({ name }) => name.text));
  return [unknownName("field", { text: field?.text ?? "", span: keep.from.span }, known)];
}

/** What asks for the key is a journey, too. */
function checkAsking({ name, keyAsk }: ast.JourneyDeclaration, model: Model): readonly Diagnostic[] {
  const other = keyAsk === undefined ? undefined : model.journeys.get(keyJourneyName(name.text));
  if (other === undefined) return [];
  return [report("duplicate-name", { what: "journey", name: other.name.text }, other.name.span)];
}

function checkNames({ per, keeps }: ast.JourneyDeclaration): readonly Diagnostic[] {
  const before = new Map<string, ast.Span>(per === undefined ? [] : [[writePath(per), per.span]]);
  return keeps.flatMap(({ name }) => {
    const first = before.get(name.text);
    if (first === undefined) {
      before.set(name.text, name.span);
      return [];
    }
    const related = [{ span: first, label: "first here" }];
    return [
      report("duplicate-name", { what: "field of the instance", name: name.text }, name.span, { related }),
    ];
  });
}
