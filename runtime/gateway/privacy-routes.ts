/** What the gateway serves for the protection of personal data, and what it goes on with by itself. */
import type { FastifyInstance } from "fastify";
import { sweepForgetting } from "../privacy/forget.ts";
import { serveCodec } from "./codec-route.ts";
import type { GatewayContext } from "./context.ts";
import { forgetContextOf, serveForget } from "./forget-route.ts";

export function servePrivacy(app: FastifyInstance, context: GatewayContext): void {
  serveForget(app, context);
  serveCodec(app, context);
}

/** Answers how many subjects are forgotten for good now. */
export const sweepForgotten = (context: GatewayContext): Promise<number> =>
  sweepForgetting(forgetContextOf(context));
