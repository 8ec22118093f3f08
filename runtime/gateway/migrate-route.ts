/**
 * Moving those inside one version of a journey to a later one (docs/how-to/move-people-between-versions.md): what would
 * become of whom, and doing it, for as many as it is asked for. What may be done the later version's text says.
 */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Plan, VersionMove } from "../../compiler/plan.ts";
import { versionMove } from "../../compiler/versions/version-move.ts";
import { goOnBy } from "../../compiler/ways.ts";
import { whyNotHeld } from "../deploy/why-not-held.ts";
import { nearestName } from "../ingest/nearest-name.ts";
import { countMoved, countTold, insideOf, tell } from "../ingest/version-moves.ts";
import { whyNot } from "../machine/set-off.ts";
import type { State } from "../machine/state.ts";
import { type AuditEntry, appendAudit } from "../store/audit.ts";
import { transact } from "../store/transact.ts";
import { forgetRefused } from "../store/version-moves.ts";
import { type MigrateAnswer, migrateRequest, PATHS } from "./api.ts";
import { statesOf } from "./ask-runs.ts";
import { hasScope } from "./authenticate.ts";
import type { GatewayContext } from "./context.ts";
import { HttpFault, notFound } from "./http-fault.ts";
import { ANY_BEARER, operatorOf } from "./operator.ts";
import { readRequest } from "./read-request.ts";

/** Of so many it is asked in Temporal at which step they stand; of the others the stage is told. */
const MOST_ASKED = 1_000;

export function serveMigrate(app: FastifyInstance, context: GatewayContext): void {
  app.post(PATHS.migrate, ANY_BEARER, async (request): Promise<MigrateAnswer> => {
    if (!hasScope(request, "people", "operate", "act-for")) await refuse(request, context);
    const { apply, ...asked } = readRequest(migrateRequest, request.body ?? {});
    const { old, next, move } = await find(context, asked);
    const before = await countTold(context.db, move);
    const most = Math.max(0, (asked.atMost ?? Number.POSITIVE_INFINITY) - before);
    if (!apply) return await shown(context, { old, next, move, most, told: 0 });
    const who = await operatorOf(request, context, { did: "migrate", about: aboutOf(move), why: null });
    if (move.at === "next stage") {
      const message = `Version ${next.version} takes those of version ${old.version} over at their next stage: they are told by themselves.`;
      throw new HttpFault(409, { code: "at-next-stage", message });
    }
    const at = context.now();
    const missing = context.deploys && (await whyNotHeld(context.deploys.installed, next.workflowType));
    if (missing !== null) {
      await write(context, { at, who, about: aboutOf(move), outcome: "refused", said: missing });
      throw new HttpFault(409, { code: "not-there-yet", message: missing });
    }
    await forgetRefused(context.db, move);
    // Before the first is told: a process that is killed on the way leaves who asked for it.
    const begun = `Those inside version ${old.version} are told to go on by version ${next.version}${most === Number.POSITIVE_INFINITY ? "" : `, ${most} more of them at most`}.`;
    await write(context, { at, who, about: aboutOf(move), outcome: "begun", said: begun });
    const told = await tell(context.db, { old, next, most, by: who, at });
    const said = `${told} told to go on by version ${next.version}.`;
    await write(context, { at, who, about: aboutOf(move), outcome: "done", said });
    context.relay.wake();
    return await shown(context, { old, next, move, most: 0, told });
  });
}

/** It says of how many where they stand, which is not for every token. @throws HttpFault, with a row in the audit record */
const refuse = (request: FastifyRequest, context: GatewayContext): Promise<string> =>
  operatorOf(request, context, { did: "migrate", about: {}, why: null });

interface Asked {
  readonly journey: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** @throws HttpFault when the build lacks what is named, or nobody may go on from the one by the other */
async function find(context: GatewayContext, asked: Asked) {
  const versions = versionsOf(context, asked.journey);
  const next =
    asked.to === undefined ? latestFrom(versions, asked) : named(versions, asked.journey, asked.to);
  const from = asked.from ?? (await onlyOneLeft(context, next));
  const old = named(versions, asked.journey, from);
  const move = versionMove(old, next);
  if (move === null)
    throw stays(`Version ${next.version} of ${asked.journey} does not say \`migrate from v${from}\``);
  return { old, next, move };
}

function versionsOf({ plans }: GatewayContext, journey: string): readonly Plan[] {
  const all = plans.all.map(({ plan }) => plan);
  const own = all.filter((plan) => plan.journey === journey).toSorted((a, b) => a.version - b.version);
  if (own.length > 0) return own;
  const names = [...new Set(all.map((plan) => plan.journey))];
  const near = nearestName(journey, names);
  throw notFound(
    `This build has no journey ${journey}${near === null ? `, but ${names.join(", ")}.` : `; did you mean ${near}?`}`,
  );
}

function named(versions: readonly Plan[], journey: string, version: number): Plan {
  const plan = versions.find((one) => one.version === version);
  if (plan !== undefined) return plan;
  const held = versions.map((one) => `v${one.version}`).join(", ");
  throw notFound(`This build has no v${version} of ${journey}, but ${held}: install the one that has it.`);
}

function latestFrom(versions: readonly Plan[], { journey, from }: Asked): Plan {
  const latest = versions.findLast(({ migrations = [] }) =>
    migrations.some((migration) => from === undefined || migration.from === from),
  );
  if (latest !== undefined) return latest;
  const which = from === undefined ? "" : ` from v${from}`;
  throw stays(`No version of ${journey} in this build says \`migrate${which}\``);
}

/** The earlier version, where it is plain which one is meant. */
async function onlyOneLeft({ db, plans }: GatewayContext, next: Plan): Promise<number> {
  const froms = (next.migrations ?? []).map(({ from }) => from);
  const [one, ...others] = froms.filter((from) => plans.of(next.journey, from) !== undefined);
  if (one === undefined)
    throw stays(`Version ${next.version} of ${next.journey} says nothing of an earlier one in this build`);
  if (others.length === 0) return one;
  const inside = await Promise.all(froms.map((from) => insideOf(db, next.journey, from, next.version)));
  const [filled, ...more] = froms.filter((_, nth) => inside[nth]?.length !== 0);
  if (more.length === 0) return filled ?? one;
  const message = `Version ${next.version} of ${next.journey} takes over from ${[filled, ...more].map((from) => `v${from}`).join(" and ")}: say from which.`;
  throw new HttpFault(409, { code: "which-version", message });
}

const stays = (why: string): HttpFault =>
  new HttpFault(409, { code: "stays", message: `${why}: whoever is inside stays.` });

// ── Who may ───────────────────────────────────────────────────────────────────────────────────────────────

const aboutOf = ({ journey, from, to }: VersionMove): AuditEntry["about"] => ({ journey, version: to, from });

const write = (context: GatewayContext, entry: Omit<AuditEntry, "did" | "why">): Promise<unknown> =>
  transact(context.db, (tx) => appendAudit(tx, { ...entry, did: "migrate", why: null }));

// ── What becomes of whom ──────────────────────────────────────────────────────────────────────────────────

type Row = Awaited<ReturnType<typeof insideOf>>[number];

interface Showing {
  readonly old: Plan;
  readonly next: Plan;
  readonly move: VersionMove;
  readonly most: number;
  readonly told: number;
}

async function shown(
  context: GatewayContext,
  { old, next, move, most, told }: Showing,
): Promise<MigrateAnswer> {
  const { journey, from, to, at } = move;
  const rows = await insideOf(context.db, journey, from, to);
  const states = await statesOf(context.journeys, rows.slice(0, MOST_ASKED));
  let left = most;
  const groups = new Map<string, MigrateAnswer["groups"][number]>();
  for (const row of rows) {
    const state = states.get(row.id) ?? null;
    const fate = fateOf(old, move, row, state, left > 0);
    if (fate.will === "moves now" && row.told === null) left -= 1;
    const where = { stage: row.stage, step: stepOf(state) };
    const key = JSON.stringify([where, fate]);
    groups.set(key, { ...where, ...fate, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  const moved = await countMoved(context.db, move);
  return {
    journey,
    from,
    to,
    at,
    inside: rows.length,
    told,
    moved,
    asked: states.size,
    groups: [...groups.values()],
    owner: next.owner,
  };
}

type Fate = Pick<MigrateAnswer["groups"][number], "will" | "why" | "to">;

/** `isCounted`: it is among as many as are asked for. */
function fateOf(old: Plan, move: VersionMove, row: Row, state: State | null, isCounted: boolean): Fate {
  const to = state === null ? null : placeOf(move, row.stage, stepOf(state));
  if (row.told === "refused") return { will: "was refused", why: row.why, to: null };
  const why = state === null ? null : whyNot(old, state, move);
  if (why !== null) return { will: "needs a map", why, to: null };
  if (move.at === "next stage") return { will: "moves at its next stage", why: null, to: null };
  if (row.told !== null) return { will: "is on its way", why: null, to };
  return isCounted ? { will: "moves now", why: null, to } : { will: "stays", why: null, to: null };
}

/** Where it goes on, where that is not where it stands; `null`: there. */
function placeOf(move: VersionMove, stage: string | null, step: string | null): string | null {
  const on = goOnBy(move, stage ?? "", step === null ? [] : [step]);
  return "why" in on ? null : on.to;
}

const stepOf = (state: State | null): string | null =>
  state?.tracks.find(({ id, at }) => id === "main" && at !== null)?.at ?? null;
