/** A finding of the audit before anybody is asked whether they have allowed it. */
import type { Span } from "../../language/ast.ts";
import type { Place } from "../diff/change.ts";
import type { Model } from "../model.ts";
import { type AuditCode, type AuditFactsOf, type AuditWords, wordsFor } from "./catalogue.ts";

export interface Found extends AuditWords {
  readonly code: AuditCode;
  readonly journeys: readonly string[];
  readonly owners: readonly string[];
  readonly place: Place;
  readonly span: Span;
  /** A permission within it is about this too, though what is underlined may stand outside of the permission's block. */
  readonly reach: Span;
}

/** One question about all journeys. */
export type AuditRule = (model: Model) => readonly Found[];

export type About = Pick<Found, "journeys" | "owners" | "place" | "span"> & { readonly reach?: Span };

export const find = <C extends AuditCode>(code: C, facts: AuditFactsOf<C>, about: About): Found => ({
  code,
  ...wordsFor(code, facts),
  ...about,
  reach: about.reach ?? about.span,
});
