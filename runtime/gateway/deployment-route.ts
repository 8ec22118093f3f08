/** What is deployed: how it stands, and making a plan so (docs/how-to/release-and-deploy.md). */
import type { FastifyInstance } from "fastify";
import { type Applied, applyDeployment } from "../deploy/apply-deployment.ts";
import { sealedPlanSchema } from "../deploy/deployment.ts";
import { readStanding } from "../deploy/running.ts";
import { type DeployedAnswer, type DeploymentAnswer, PATHS } from "./api.ts";
import type { Deploys, GatewayContext } from "./context.ts";
import { HttpFault, notFound } from "./http-fault.ts";
import { ANY_BEARER, operatorOf } from "./operator.ts";
import { readRequest } from "./read-request.ts";

/** It names nobody, and says how many are where. */
const READERS = { config: { access: ["people", "admin", "operate", "act-for"] } } as const;

export function serveDeployments(app: FastifyInstance, context: GatewayContext): void {
  app.get(PATHS.deployment, READERS, async (): Promise<DeploymentAnswer> => {
    const { workers, ...standing } = await readStanding(deploysOf(context).installed);
    return { ...standing, workers: workers.map(({ id, build, releases }) => ({ id, build, releases })) };
  });

  app.post(PATHS.deployment, ANY_BEARER, async (request): Promise<DeployedAnswer> => {
    const { installed, following, tellServer } = deploysOf(context);
    const plan = readRequest(sealedPlanSchema, request.body ?? {});
    const did = plan.did === "rollback" ? "rollback" : "deploy";
    const who = await operatorOf(request, context, { did, about: { plan: plan.hash }, why: null });
    const applied = await applyDeployment(installed, {
      plan,
      who,
      now: context.now(),
      tellServer: async (workers) => await tellServer(plan, workers),
    });
    if (applied.is === "refused") throw conflict(applied);
    await following.refresh();
    return { number: applied.number };
  });
}

function deploysOf({ deploys }: GatewayContext): Deploys {
  if (deploys === null) throw notFound("Nothing is deployed here.");
  return deploys;
}

const conflict = ({ code, why }: Extract<Applied, { is: "refused" }>): HttpFault =>
  new HttpFault(409, { code: `deploy-${code}`, message: why });
