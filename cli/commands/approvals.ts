import type { AgreedText } from "../../compiler/diff/agreed-texts.ts";
import { agreementsFor, judge, judgeNow, type Verdict, type Voice } from "../../compiler/diff/agreement.ts";
import { digestOf } from "../../compiler/diff/texts.ts";
import { HORIZON_YEARS } from "../../compiler/horizon.ts";
import type { Model } from "../../compiler/model.ts";
import { defineCommand } from "../command.ts";
import { agreedTexts, type Digests } from "../diff/agreement-file.ts";
import { holdAgainst } from "../diff/approved-commits.ts";
import { compareRange, RANGE_ARGUMENTS } from "../diff/compare-range.ts";
import { readVoices } from "../diff/read-voices.ts";
import { placeWords } from "../diff/report.ts";
import { couldSpeak, reasonFor, rolesIn, verdictData } from "../diff/report-data.ts";
import { EXIT } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import type { Io } from "../io.ts";
import { checkDirectory, openDirectory } from "../journeys/check-directory.ts";
import { planRelease } from "../journeys/freeze-journeys.ts";
import { changesSinceRelease } from "../journeys/since-release.ts";
import { diagnosticBlocks, summaryOf } from "../journeys/tell-diagnostics.ts";
import { plain } from "../print/plain.ts";

export const approvals = defineCommand({
  arguments: {
    range: {
      summary: "as of `baton diff`; without it what has changed since the last release, for `baton release`",
      optional: true,
    },
    dir: RANGE_ARGUMENTS.dir,
  },
  options: {
    approvedBy: {
      is: "list",
      value: "FILE",
      summary: "who has approved, as the code host reports it (default: nobody yet)",
    },
  },
  examples: [
    "baton approvals origin/main...HEAD --approved-by reviews.json",
    "baton approvals --approved-by reviews.json --json > agreement.json    # for baton release",
  ],
  async run({ range, dir, approvedBy: files }, io) {
    const said = (await Promise.all(files.map((file) => readVoices(file, io.cwd)))).flat();
    const found =
      range === undefined ? await sinceRelease(dir, said, io) : await inRange(range, dir, said, io);
    const { verdict, texts, model } = found;
    if (io.json) io.out(JSON.stringify({ ...verdictData(verdict), texts }, null, 2));
    else tellVerdict(verdict, model, io);
    return verdict.isAgreed ? EXIT.ok : EXIT.findings;
  },
});

interface Found {
  readonly verdict: Verdict;
  readonly texts: readonly AgreedText[];
  /** Whose people could still agree. */
  readonly model: Model;
}

async function inRange(range: string, dir: string, said: readonly Voice[], io: Io): Promise<Found> {
  const { after, compared } = await compareRange(range, dir, io);
  const { sides, diff } = compared;
  const voices = await holdAgainst(said, after, dir, io);
  const verdict = judge(agreementsFor(diff.changes, sides), voices, sides);
  const digests: Digests = {
    was: (text) => digestOf(text, sides.before.model),
    is: (text) => digestOf(text, sides.after.model),
  };
  return { verdict, texts: agreedTexts(verdict, digests), model: sides.before.model };
}

/** By who fills the roles now, as the release will have it. */
async function sinceRelease(dir: string, said: readonly Voice[], io: Io): Promise<Found> {
  const workspace = openDirectory(dir, io);
  const checked = checkDirectory({ dir, today: undefined }, io);
  if (checked.hasErrors) {
    io.talk(diagnosticBlocks(checked, io.paintTalk.isColorSupported) + summaryOf(checked));
    throw new CommandFailure(EXIT.findings, "journeys-have-errors", "What has errors cannot be released.");
  }
  const { model } = checked;
  const year = new Date().getUTCFullYear();
  const horizon = { from: year, years: HORIZON_YEARS };
  const { versions } = planRelease({ model, root: workspace.root, names: [], horizon });
  const plans = versions.flatMap(({ release: { plan }, known }) => (known === null ? [plan] : []));
  const asked = { workspace, model, plans, year, dir, cwd: io.cwd, mayBeUnknown: false };
  const groups = await changesSinceRelease(asked);
  const voices = await holdAgainst(said, { commit: null, model }, dir, io);
  const verdicts = groups.map(({ agreements }) => judgeNow(agreements, voices, model));
  const texts = groups.flatMap(({ last }, nth) => {
    const verdict = verdicts[nth];
    const digests: Digests = { was: last, is: (text) => digestOf(text, model) };
    return verdict === undefined ? [] : agreedTexts(verdict, digests);
  });
  const agreements = groups.flatMap((group) => group.agreements);
  return { verdict: judgeNow(agreements, voices, model), texts, model };
}

function tellVerdict(verdict: Verdict, model: Model, io: Io): void {
  const { agreements, unknown } = verdict;
  if (agreements.length === 0) return io.out("Nobody's agreement is needed.");
  for (const role of rolesIn(agreements)) {
    const asked = agreements.filter(({ roles }) => roles.includes(role));
    const isMissing = asked.some(({ missing }) => missing.includes(role));
    const speakers = verdict.heard.filter(({ roles }) => roles.includes(role)).map(({ person }) => person);
    const state = isMissing
      ? io.paint.red(`missing${couldSpeakWords(role, model)}`)
      : io.paint.green(`agreed: ${[...new Set(speakers)].join(", ")}`);
    io.out(`${io.paint.bold(role)}  ${state}`);
    for (const one of asked)
      io.out(
        `  ${plain(placeWords(one.change.place))}: ${plain(one.change.sentence)}${reasonFor(role, one)}`,
      );
  }
  for (const { change, gainers } of agreements.filter(
    ({ isAlone, missing }) => isAlone && missing.length === 0,
  ))
    io.out(
      io.paint.red(
        `${plain(placeWords(change.place))}: ${gainers.join(", ")} may decide more by it, and nobody else has agreed.`,
      ),
    );
  for (const who of unknown)
    io.talk(`${plain(who)} is nobody in people.yaml: a \`login\` there says who it is.`);
  io.talk(verdict.isAgreed ? "All who must agree have." : "Not all who must agree have.");
}

function couldSpeakWords(role: string, model: Model): string {
  const could = couldSpeak(role, model);
  return could.length === 0 ? ", and nobody fills it" : ` (${could.join(" or ")})`;
}
