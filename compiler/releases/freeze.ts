/** A compiled version of a journey becomes a release: from here on it never changes (docs/language.md, rule 14). */
import { hashJson } from "../canonical.ts";
import type { Horizon } from "../horizon.ts";
import type { Library } from "../library.ts";
import type { Model } from "../model.ts";
import type { Release } from "../plan.ts";
import type { Agreed, Approval, DeclaredDays, FrozenRelease, Released } from "./frozen-release.ts";
import { needsOf } from "./needs.ts";

export interface Freezing {
  readonly model: Pick<Model, "calendars">;
  readonly library: Library;
  readonly horizon: Horizon;
  /** `YYYY-MM-DD`. */
  readonly on: string;
  /** Version of Baton. */
  readonly baton: string;
  /** The commit of the sources, in full; `null`: they are in none. */
  readonly revision: string | null;
  readonly approvals: readonly Approval[];
  readonly agreement: Agreed;
}

/** `model`, `library` and `horizon` are those with which the release was compiled. */
export function freeze({ hash, plan, sources }: Release, freezing: Freezing): FrozenRelease {
  const { model, library, horizon, on, baton, revision, approvals, agreement } = freezing;
  const calendars = declaredDays(plan.calendars, model);
  const needs = needsOf(plan, library);
  const released = { on, baton, revision, horizon, calendars, approvals, agreement, needs };
  return sealed({ hash, plan, sources, released });
}

type Unsealed = Release & { readonly released: Released };

const sealed = (release: Unsealed): FrozenRelease => ({ ...release, seal: sealOf(release) });

/** Of all of it save the seal itself. */
export function sealOf({ hash, plan, sources, released }: Unsealed): string {
  return hashJson({ hash, plan, sources, released });
}

/** @param calendars by name */
export function declaredDays(
  calendars: Readonly<Record<string, unknown>>,
  model: Pick<Model, "calendars">,
): Readonly<Record<string, DeclaredDays>> {
  return Object.fromEntries(
    Object.keys(calendars).map((name) => {
      const { closed = [], holidays = [] } = model.calendars.get(name) ?? {};
      return [name, { closed: closed.map((date) => date.text), holidays: holidays.map((code) => code.text) }];
    }),
  );
}
