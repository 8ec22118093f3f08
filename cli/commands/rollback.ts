import { planRollback } from "../../runtime/deploy/plan-deployment.ts";
import { defineCommand } from "../command.ts";
import { DEPLOY_OPTIONS, settle } from "../deploy/settle-plan.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS } from "../gateway/options.ts";

export const rollback = defineCommand({
  arguments: {
    journeys: {
      summary: "journeys to take back (default: all that the last deploy changed)",
      many: true,
      default: [],
    },
  },
  options: { ...DEPLOY_OPTIONS, ...GATEWAY_OPTIONS },
  examples: ["baton rollback", "baton rollback lead_to_customer --yes"],
  async run({ journeys, ...values }, io) {
    const running = await askGateway(values, io, (client) => client.deployment());
    return settle(planRollback(running, journeys), running, values, io);
  },
});
