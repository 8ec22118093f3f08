/** What a person brings with an answer, checked like what an event brings: a field holds one kind of value. */
import type { FieldType } from "../../compiler/library.ts";
import type { Fields, Value } from "../../compiler/plan.ts";
import { pointerTo } from "../ingest/fault.ts";
import { nearestName } from "../ingest/nearest-name.ts";
import { choicesOf, isBlank, typeOfValue } from "../ingest/value-schema.ts";
import { badRequest, type HttpFault } from "./http-fault.ts";

/** What bears no name of a field is kept with the answer, as text. */
const TEXT = { type: "text" } as const;

/**
 * Blank evidence is none: whether it is missed is the journey's to say, which knows the fields that are there already.
 * @throws HttpFault that names the evidence that is wrong.
 */
export function readEvidence(
  evidence: Readonly<Record<string, unknown>>,
  needs: readonly string[],
  types: Readonly<Record<string, FieldType>>,
  messages: readonly string[],
): Fields {
  const read: Record<string, Value> = {};
  for (const [name, raw] of Object.entries(evidence)) {
    if (!needs.includes(name)) throw unknownEvidence(name, needs);
    if (isBlank(raw)) continue;
    const type = types[name] ?? TEXT;
    const { schema, wants } = typeOfValue(type, messages);
    const value = schema.safeParse(raw);
    if (!value.success) throw wrongEvidence(name, wants, nearest(raw, choicesOf(type, messages)));
    read[name] = value.data;
  }
  return read;
}

function unknownEvidence(name: string, needs: readonly string[]): HttpFault {
  const wanted = needs.length === 0 ? "It needs no evidence." : `It needs ${needs.join(", ")}.`;
  const near = nearestName(name, needs);
  const message = `\`${name}\` is not asked for here. ${near === null ? wanted : `Did you mean \`${near}\`?`}`;
  return badRequest({ code: "unknown-field", message, field: pointerTo(["evidence", name]) });
}

function wrongEvidence(name: string, wants: string, near: string | null): HttpFault {
  const message = `\`${name}\` must be ${wants}.${near === null ? "" : ` Did you mean \`${near}\`?`}`;
  return badRequest({ code: "wrong-type", message, field: pointerTo(["evidence", name]) });
}

const nearest = (raw: unknown, choices: readonly string[]): string | null =>
  typeof raw === "string" ? nearestName(raw, choices) : null;
