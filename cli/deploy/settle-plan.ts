/** A plan is told, then written to a file, or made so where somebody agrees. */
import {
  type DeploymentPlan,
  type SealedPlan,
  sealedPlanSchema,
  sealPlan,
} from "../../runtime/deploy/deployment.ts";
import type { Planned, Running } from "../../runtime/deploy/plan-deployment.ts";
import type { Share } from "../../runtime/ingest/plan-index.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import type { GatewayValues } from "../gateway/options.ts";
import type { Io } from "../io.ts";
import { readNamedJson, writeNamed } from "../named-file.ts";
import { type Column, tableLines } from "../print/table.ts";

export const DEPLOY_OPTIONS = {
  planOut: { is: "text", value: "FILE", summary: "write the plan, and change nothing" },
  yes: { is: "flag", summary: "make it so without asking" },
} as const;

interface Values extends GatewayValues {
  readonly planOut: string | undefined;
  readonly yes: boolean;
}

export async function settle(planned: Planned, running: Running, values: Values, io: Io): Promise<ExitCode> {
  if ("refused" in planned) {
    for (const why of planned.refused) io.talk(`${io.paintTalk.red("refused:")} ${why}`);
    if (io.json) io.out(JSON.stringify({ refused: planned.refused }, null, 2));
    return EXIT.findings;
  }
  const plan = sealPlan(planned.plan);
  if (!io.json) for (const line of linesOf(plan, planned.dropped, running)) io.out(line);
  if (values.planOut !== undefined) {
    await writeNamed(values.planOut, `${JSON.stringify(plan, null, 2)}\n`, io.cwd);
    io.talk(`Written to ${values.planOut}; \`baton deploy --apply ${values.planOut}\` makes it so.`);
    if (io.json) io.out(JSON.stringify({ plan, applied: null }, null, 2));
    return EXIT.ok;
  }
  if (values.yes || (io.answers && !io.json && (await io.confirm("Make it so?"))))
    return apply(plan, values, io);
  if (io.json) io.out(JSON.stringify({ plan, applied: null }, null, 2));
  io.talk("Nothing was changed: --yes makes it so, --plan-out FILE keeps the plan.");
  return EXIT.ok;
}

export async function applyFile(path: string, values: Values, io: Io): Promise<ExitCode> {
  const parsed = sealedPlanSchema.safeParse(await readNamedJson(path, io.cwd));
  if (!parsed.success) throw wrongUsage(`${path} is no plan of \`baton deploy --plan-out\`.`);
  return apply(parsed.data, values, io);
}

async function apply(plan: SealedPlan, values: GatewayValues, io: Io): Promise<ExitCode> {
  const { number } = await askGateway(values, io, (client) => client.deploy(plan));
  if (io.json) io.out(JSON.stringify({ plan, applied: number }, null, 2));
  else io.out(`Deployment ${number} counts: every process follows it within a second.`);
  return EXIT.ok;
}

// ── Telling ───────────────────────────────────────────────────────────────────────────────────────────────

interface Row {
  readonly journey: string;
  readonly now: string;
  readonly then: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "journey", of: ({ journey }) => journey },
  { title: "people enter now", of: ({ now }) => now },
  { title: "then", of: ({ then }) => then },
];

function linesOf(plan: DeploymentPlan, dropped: readonly string[], running: Running): readonly string[] {
  const journeys = [...new Set([...Object.keys(running.entered), ...Object.keys(plan.entered)])].sort();
  const rows = journeys.map((journey) => {
    const [now, then] = [running.entered[journey], plan.entered[journey]].map(wordsOf);
    return { journey, now: now ?? "", then: now === then ? "as now" : (then ?? "") };
  });
  const inside = running.releases.filter((one) => one.inside > 0);
  const stays = inside.map(({ journey, version, inside: count }) => `${count} in ${journey} v${version}`);
  const onTheirWay = running.releases
    .filter((one) => one.coming > 0)
    .map(({ journey, version, coming }) => `${coming} to ${journey} v${version}`);
  return [
    ...tableLines(COLUMNS, rows, (title) => title),
    ...(stays.length === 0 ? [] : [`Inside, and untouched by this: ${stays.join(", ")}.`]),
    ...(onTheirWay.length === 0
      ? []
      : [`Of these on their way to a later version: ${onTheirWay.join(", ")}.`]),
    ...(dropped.length === 0 ? [] : [`Dropped, with nobody inside: ${dropped.join(", ")}.`]),
  ];
}

const wordsOf = (share: Share | undefined): string => {
  if (share === undefined) return "nobody";
  const { version, canary } = share;
  return canary === undefined ? `v${version}` : `v${version}, ${canary.percent}% v${canary.version}`;
};
