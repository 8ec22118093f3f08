/** What journeys have done, in figures: for `baton audit`, and for whoever reports. */
import type { FastifyInstance } from "fastify";
import { readFigures } from "../store/figures.ts";
import { type FiguresAnswer, figuresQuery, PATHS } from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { readRequest } from "./read-request.ts";

/** It names nobody, and says how many. */
const READERS = { config: { access: ["people", "admin", "operate", "act-for"] } } as const;

export function serveFigures(app: FastifyInstance, { db, plans, now }: GatewayContext): void {
  app.get(PATHS.figures, READERS, async (request): Promise<FiguresAnswer> => {
    const { days } = readRequest(figuresQuery, request.query);
    // Of two versions while a canary is on, the goal of the one that most enter.
    const byJourney = new Map([...plans.current].reverse().map(({ plan }) => [plan.journey, plan] as const));
    return await readFigures(db, { current: [...byJourney.values()], days, now: now() });
  });
}
