import { resolve } from "node:path";
import { agreementsFor, judge, type Verdict } from "../../compiler/diff/agreement.ts";
import type { Model } from "../../compiler/model.ts";
import { defineCommand } from "../command.ts";
import { compareRange, RANGE_ARGUMENTS } from "../diff/compare-range.ts";
import { readVoices } from "../diff/read-voices.ts";
import { placeWords } from "../diff/report.ts";
import { couldSpeak, rolesIn, verdictData } from "../diff/report-data.ts";
import { EXIT } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { plain } from "../print/plain.ts";

export const approvals = defineCommand({
  arguments: RANGE_ARGUMENTS,
  options: {
    approvedBy: {
      is: "text",
      value: "FILE",
      summary: "who has approved, as the code host reports it (default: nobody yet)",
    },
  },
  examples: [
    "baton approvals origin/main...HEAD --approved-by reviews.json",
    "baton approvals main --json > agreement.json",
  ],
  async run({ range, dir, approvedBy: file }, io) {
    const { compared } = await compareRange(range, dir, io);
    const voices = file === undefined ? [] : await readVoices(resolve(io.cwd, file));
    const verdict = judge(agreementsFor(compared.diff.changes, compared.sides), voices, compared.sides);
    if (io.json) io.out(JSON.stringify(verdictData(verdict), null, 2));
    else tellVerdict(verdict, compared.sides.before.model, io);
    return verdict.isAgreed ? EXIT.ok : EXIT.findings;
  },
});

function tellVerdict(verdict: Verdict, model: Model, io: Io): void {
  const { agreements, unknown } = verdict;
  if (agreements.length === 0) return io.out("Nobody's agreement is needed.");
  for (const role of rolesIn(agreements)) {
    const speakers = verdict.heard.filter(({ roles }) => roles.includes(role));
    const asked = agreements.filter(({ roles }) => roles.includes(role));
    const state =
      speakers.length > 0
        ? io.paint.green(`agreed: ${[...new Set(speakers.map(({ person }) => person))].join(", ")}`)
        : io.paint.red(`missing${couldSpeakWords(role, model)}`);
    io.out(`${io.paint.bold(role)}  ${state}`);
    for (const { change } of asked) io.out(`  ${plain(placeWords(change.place))}: ${plain(change.sentence)}`);
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
