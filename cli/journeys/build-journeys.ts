/** Checks and compiles a folder of journeys into a build, for commands that then run it. */
import { buildModel } from "../../compiler/build-model.ts";
import { writeBuild } from "../../compiler/compile.ts";
import { HORIZON_YEARS } from "../../compiler/horizon.ts";
import type { Library } from "../../compiler/library.ts";
import { EXIT } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import type { Io } from "../io.ts";
import { checkDirectory } from "./check-directory.ts";
import { reviewGrace } from "./check-options.ts";
import { diagnosticBlocks, summaryOf } from "./tell-diagnostics.ts";

export interface JourneysToBuild {
  readonly dir: string;
  /** Absolute. */
  readonly out: string;
  /** First of the years for which calendars are resolved. */
  readonly from: number;
}

/** @throws CommandFailure when there are errors, which have been told. */
export async function buildJourneys({ dir, out, from }: JourneysToBuild, io: Io): Promise<Library> {
  const checked = checkDirectory({ dir, today: undefined }, io);
  if (checked.hasErrors) {
    io.talk(diagnosticBlocks(checked, io.paintTalk.isColorSupported) + summaryOf(checked));
    throw new CommandFailure(
      EXIT.findings,
      "journeys-have-errors",
      "The journeys have errors, so nothing was started.",
    );
  }
  const build = buildModel(checked.model, {
    horizon: { from, years: HORIZON_YEARS },
    ...reviewGrace(io.cwd),
  });
  await writeBuild(out, build);
  return build.library;
}
