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

/** `approvals` is what \`baton release --approvals\` records. */
export function verdictData({ agreements, heard, unknown, isAgreed }: Verdict) {
  return {
    agreed: isAgreed,
    roles: rolesIn(agreements).map((role) => ({
      role,
      agreedBy: [...new Set(heard.filter(({ roles }) => roles.includes(role)).map(({ person }) => person))],
    })),
    changes: agreements.map(({ change, roles, missing, gainers, isAlone }) => ({
      place: change.place,
      effect: change.effect,
      sentence: change.sentence,
      roles,
      missing,
      ...(gainers.length > 0 && { gainers, alone: isAlone }),
    })),
    unknown,
    approvals: heard.flatMap(({ who, roles, at }) => roles.map((role) => ({ who, role, at }))),
  };
}
