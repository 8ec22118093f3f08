import { resolve } from "node:path";
import { readBuild } from "../../compiler/compile.ts";
import { UnreadableBuild } from "../../compiler/read-release.ts";
import { planDeploy, planPromotion } from "../../runtime/deploy/plan-deployment.ts";
import { DATA_DIRECTORY } from "../../runtime/dev-info.ts";
import { defineCommand } from "../command.ts";
import { applyFile, DEPLOY_OPTIONS, settle } from "../deploy/settle-plan.ts";
import { unreachable, wrongUsage } from "../failure.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS } from "../gateway/options.ts";
import type { Io } from "../io.ts";

export const deploy = defineCommand({
  options: {
    build: {
      is: "text",
      value: "DIR",
      summary: "the build to come (default: the one of `baton compile`)",
      default: `${DATA_DIRECTORY}/build`,
    },
    canary: {
      is: "text",
      value: "PERCENT",
      summary:
        "so many of those who enter a journey whose version is new enter that; the others the one before",
    },
    promote: { is: "flag", summary: "what was a canary is entered by everybody" },
    apply: { is: "text", value: "FILE", summary: "make the plan of this file so, exactly as it stands" },
    ...DEPLOY_OPTIONS,
    ...GATEWAY_OPTIONS,
  },
  examples: [
    "baton deploy --build build --plan-out deploy.json    # what would change, before anything is shipped",
    "baton deploy --apply deploy.json                     # once all processes have the build",
    "baton deploy --build build --canary 10%",
    "baton deploy --promote",
  ],
  async run({ build, canary, promote, apply, ...values }, io) {
    if (apply !== undefined) {
      if (promote || canary !== undefined)
        throw wrongUsage("--apply makes a plan so as it stands: leave out --canary and --promote.");
      return applyFile(apply, values, io);
    }
    if (promote && canary !== undefined) throw wrongUsage("--promote ends a canary: leave out --canary.");
    const percent = canary === undefined ? undefined : readPercent(canary);
    const running = await askGateway(values, io, (client) => client.deployment());
    const planned = promote
      ? planPromotion(running)
      : planDeploy(await readBuildToCome(build, io), running, percent);
    return settle(planned, running, values, io);
  },
});

function readPercent(text: string): number {
  const percent = Number(text.replace(/%$/, ""));
  if (percent > 0 && percent < 100) return percent;
  throw wrongUsage(`--canary ${text} is no share above 0 and below 100 percent.`);
}

async function readBuildToCome(dir: string, io: Io) {
  try {
    const { plans } = await readBuild(resolve(io.cwd, dir));
    return {
      releases: plans.map(({ hash, plan, unreleased, keptOnly }) => ({
        journey: plan.journey,
        version: plan.version,
        hash,
        unreleased: unreleased === true,
        entered: keptOnly !== true,
      })),
    };
  } catch (error) {
    if (error instanceof UnreadableBuild) throw unreachable("no-build", error.message);
    throw error;
  }
}
