/**
 * Who asks, and whether their token is for this. Every route says what it needs; one that says nothing is closed. It
 * is found out before the body is read, so that a stranger costs nothing.
 */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Fields } from "../../compiler/plan.ts";
import { actorFor, todayOf } from "../access/actor.ts";
import type { Secret } from "../access/secret.ts";
import { type Bearer, type Scope, verifyToken } from "../access/token.ts";
import type { Actor } from "../machine/protocol.ts";
import { peopleFor } from "../policy/people-for.ts";
import { PERSON_HEADER } from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { forbidden, unauthorized } from "./http-fault.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Any one of these scopes. */
    readonly access?: "anybody" | readonly Scope[];
  }
  interface FastifyRequest {
    bearer: Bearer | null;
  }
}

export function authenticate(app: FastifyInstance, secret: Secret): void {
  app.decorateRequest("bearer", null);
  app.addHook("onRequest", async (request) => {
    const { access } = request.routeOptions.config;
    if (access === "anybody" || request.is404) return;
    const bearer = await readBearer(secret, request);
    if (bearer === null) throw unauthorized();
    if (!access?.some((scope) => bearer.scopes.includes(scope))) throw forbidden();
    request.bearer = bearer;
  });
}

async function readBearer(secret: Secret, request: FastifyRequest): Promise<Bearer | null> {
  const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? "") ?? [];
  return token === undefined ? null : await verifyToken(secret, token);
}

export function bearerOf(request: FastifyRequest): Bearer {
  if (request.bearer === null) throw unauthorized();
  return request.bearer;
}

export const hasScope = (request: FastifyRequest, ...scopes: readonly Scope[]): boolean =>
  scopes.some((scope) => bearerOf(request).scopes.includes(scope));

/** The person in whose name something is asked; `null`: it is a system that asks in its own. */
export function personOf(request: FastifyRequest): string | null {
  const named = request.headers[PERSON_HEADER];
  if (typeof named === "string" && named !== bearerOf(request).name) {
    if (!hasScope(request, "act-for")) throw forbidden("This token acts for nobody else.");
    return named;
  }
  const { name } = bearerOf(request);
  return name.startsWith("system:") ? null : name;
}

/** The person who acts, with what people.yaml grants them today. */
/** `fields`: of the subject that it is about, for roles that have a holder for each value of one. */
export function actorOf(
  request: FastifyRequest,
  { people: readPeople, library, now }: GatewayContext,
  fields: Fields,
): Actor {
  const person = personOf(request);
  const people = () => peopleFor(library.roles, readPeople(), fields);
  if (person === null) throw forbidden(`Only a person answers work: say who with ${waysToSay(request)}.`);
  const actor = actorFor(person, people(), todayOf(person, people(), library, now()));
  if (actor === null) throw forbidden(`people.yaml names nobody as ${person}.`);
  return actor;
}

const waysToSay = (request: FastifyRequest): string =>
  hasScope(request, "act-for") ? "X-Baton-Person" : "a token of theirs";
