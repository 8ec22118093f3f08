/** A diff, and who has agreed to it, as data for programs. */
import type { AgreementFound, Verdict } from "../../compiler/diff/agreement.ts";
import type { Change, Line } from "../../compiler/diff/change.ts";
import type { Model } from "../../compiler/model.ts";
import type { JourneysState } from "../journeys/open-journeys-at.ts";
import { showPath } from "../journeys/show-path.ts";
import type { DiffReport } from "./report.ts";

export function diffData(
  { diff: found }: DiffReport,
  before: JourneysState,
  after: JourneysState,
  cwd: string,
) {
  const state = ({ name, commit }: JourneysState) => ({ name, commit });
  return {
    base: state(before),
    head: state(after),
    changes: found.changes.map((change) => changeData(change, before, after, cwd)),
    scenarios: found.scenarios,
    onlyText: found.onlyText.map(showPath(after.workspace.root, cwd)),
  };
}

function changeData(
  { before, after, ...change }: Change,
  was: JourneysState,
  is: JourneysState,
  cwd: string,
) {
  const shown = (line: Line, { workspace }: JourneysState): Line => ({
    ...line,
    file: showPath(workspace.root, cwd)(line.file),
  });
  return {
    ...change,
    ...(before && { before: shown(before, was) }),
    ...(after && { after: shown(after, is) }),
  };
}

export const rolesIn = (agreements: readonly AgreementFound[]): readonly string[] =>
  [...new Set(agreements.flatMap(({ roles }) => roles))].sort();

/** Who fills a role now, by their ids. */
export const couldSpeak = (role: string, { people }: Model): readonly string[] =>
  (people?.people ?? []).filter(({ roles }) => roles.includes(role)).map(({ id }) => id);

/** Why a role is missing whose people have spoken. */
export function reasonFor(role: string, { stale, lost }: AgreementFound): string {
  const who = (all: AgreementFound["stale"]) =>
    all.filter((one) => one.role === role).map(({ person }) => person);
  const [other, left] = [who(stale), who(lost)];
  if (other.length > 0) return ` [${other.join(" and ")} agreed to another text of it]`;
  return left.length > 0 ? ` [${left.join(" and ")} agreed, and fills the role no more]` : "";
}

export function verdictData({ agreements, heard, unknown, isAgreed }: Verdict) {
  return {
    agreed: isAgreed,
    roles: rolesIn(agreements).map((role) => ({
      role,
      agreedBy: [...new Set(heard.filter(({ roles }) => roles.includes(role)).map(({ person }) => person))],
    })),
    changes: agreements.map(({ change, roles, missing, stale, lost, gainers, isAlone }) => ({
      place: change.place,
      effect: change.effect,
      sentence: change.sentence,
      roles,
      missing,
      ...(stale.length > 0 && { stale }),
      ...(lost.length > 0 && { lost }),
      ...(gainers.length > 0 && { gainers, alone: isAlone }),
    })),
    unknown,
    approvals: heard.flatMap(({ who, roles, at }) => roles.map((role) => ({ who, role, at }))),
  };
}
