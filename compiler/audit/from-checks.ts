/**
 * What checks find about journeys together, about messages, and about what is kept up: as findings of the audit, those
 * that somebody has allowed as well, with the reason. Nothing is looked for twice.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import type { Code } from "../../language/diagnostics/report.ts";
import type { Place } from "../diff/change.ts";
import { named } from "../diff/tell.ts";
import { sendersOf } from "../map/touchpoints.ts";
import { declarationsOf, type Model } from "../model.ts";
import { contains } from "../spans.ts";
import { findAll } from "../walk.ts";
import type { Verdict } from "./audit-finding.ts";
import { ownersOf } from "./together.ts";

/** Codes that an audit is about, and what each comes to while nobody has allowed it. */
export const OF_CHECKS: Readonly<Partial<Record<Code, Exclude<Verdict, "keep">>>> = {
  "equal-priority-in-group": "rebuild",
  "field-written-twice": "rebuild",
  "raised-twice": "rebuild",
  "more-messages-than-cap": "rebuild",
  "message-on-time-alone": "rebuild",
  "automated-outreach": "rebuild",
  "exempt-not-marked": "rebuild",
  "rights-overlap": "rebuild",
  "approves-own-request": "rebuild",
  "retired-message": "retire",
  "unused-message": "retire",
  "unused-audience": "retire",
  "review-overdue": "gap",
  "review-lapsed": "gap",
  "review-in-future": "gap",
  "missing-part": "gap",
};

/** @returns `undefined` where it is no matter of an audit: of what is missing, only a score's validation is. */
export function verdictOf({ code, span }: Diagnostic, model: Model): Exclude<Verdict, "keep"> | undefined {
  const isAudited = code !== "missing-part" || declarationAt(span, model)?.kind === "ScoreDeclaration";
  return isAudited && isKnown(code) ? OF_CHECKS[code] : undefined;
}

const isKnown = (code: string): code is keyof typeof OF_CHECKS => Object.hasOwn(OF_CHECKS, code);

export interface Whose {
  readonly journeys: readonly string[];
  readonly owners: readonly string[];
  readonly place: Place;
}

/** Whose it is, by where it stands; the first of the owners is that of the place itself. */
export function whose({ span, related }: Diagnostic, model: Model): Whose {
  const message = [...model.messages.values()].find((one) => one.span.file === span.file);
  if (message !== undefined) {
    const senders = sendersOf(message.name, model);
    return {
      journeys: senders.map(({ name }) => name.text),
      owners: ownersOf(senders),
      place: { kind: "message", name: message.name },
    };
  }
  const spans = [span, ...related.map((one) => one.span)];
  const declarations = [...new Set(spans.flatMap((one) => declarationAt(one, model) ?? []))];
  const journeys = declarations.filter((one) => one.kind === "JourneyDeclaration");
  return {
    journeys: journeys.map(({ name }) => name.text),
    owners: [...new Set(declarations.flatMap((one) => ownerOf(one, model) ?? []))],
    place: placeAt(span, model),
  };
}

function ownerOf(one: ast.Declaration, { subjects, roles }: Model): string | undefined {
  if ("owner" in one && one.owner !== undefined) return one.owner.text;
  if ("of" in one && one.of !== undefined) return subjects.get(one.of.text)?.owner?.text;
  return one.kind === "RoleDeclaration" ? roles.get(one.name.text)?.reportsTo?.text : undefined;
}

const declarationAt = (span: ast.Span, model: Model): ast.Declaration | undefined =>
  declarationsOf(model).find((one) => contains(one.span, span));

function placeAt(span: ast.Span, model: Model): Place {
  const one = declarationAt(span, model);
  const part =
    one?.kind === "JourneyDeclaration"
      ? [...findAll(one, "Stage"), ...findAll(one, "Handover"), ...findAll(one, "Exit")].find((inner) =>
          contains(inner.span, span),
        )
      : undefined;
  return { ...named(one), ...(part !== undefined && { part: named(part) }) };
}
