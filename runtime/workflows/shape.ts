/**
 * What a signal or an update must look like to be let in. Whoever may reach the server may send anything, and what
 * the types promise holds for nobody: an instant that is no number would stop the clock of an instance for ever.
 */
import type { Fields, Instant, Value, VersionMove } from "../../compiler/plan.ts";
import type { Act, Actor, Event } from "../machine/protocol.ts";
import type { ActRequest, Fact } from "./contract.ts";

/** The first and the last day that a `Date` can show (ECMA-262, "Time Values and Time Range"). */
const LAST_INSTANT = 8.64e15;

export const isInstant = (value: unknown): value is Instant =>
  typeof value === "number" && Number.isFinite(value) && Math.abs(value) <= LAST_INSTANT;

export function isFactShaped(value: unknown): value is Fact {
  if (!isRecord(value)) return false;
  switch (value.is) {
    case "event":
      return isEvent(value.event);
    case "fields":
      return isText(value.id) && isFields(value.fields);
    case "band":
      return isText(value.id) && isText(value.score) && isTextOrNull(value.band);
    case "left":
      return isText(value.id) && isText(value.person) && isListOf(value.roles, isText);
    case "gives way":
      return isText(value.id) && isText(value.to) && (value.how === "pauses" || value.how === "ends");
    case "goes on":
    case "merged":
    case "look again":
      return isText(value.id);
    case "pause":
    case "skip":
      return isText(value.id) && isText(value.by) && isText(value.why);
    case "resume":
      return isText(value.id) && isText(value.by) && (value.how === "shift" || value.how === "catch up");
    case "stop":
      return isText(value.id) && isText(value.by) && isText(value.why) && isTextOrNull(value.exit);
    case "moves":
      return isText(value.id) && isMove(value.move);
    case "journey ended":
      return isText(value.id) && isText(value.instance);
    case "released":
      return isText(value.key);
    default:
      return false;
  }
}

/** A move is made of names; those of whoever made it up lead nowhere, and are refused there. */
const isMove = (move: unknown): move is VersionMove =>
  isRecord(move) &&
  isText(move.journey) &&
  isText(move.workflowType) &&
  Number.isInteger(move.from) &&
  Number.isInteger(move.to) &&
  (move.at === "once" || move.at === "next stage") &&
  isRecord(move.stages) &&
  isRecord(move.steps) &&
  isRecord(move.handlers) &&
  Object.values(move.stages).every((one) => one === null || (isRecord(one) && isText(one.to))) &&
  Object.values(move.steps).every((one) => isRecord(one) && isText(one.is)) &&
  Object.values(move.handlers).every(isTextOrNull);

export const isRequestShaped = (value: unknown): value is ActRequest =>
  isRecord(value) && isActor(value.actor) && isActShaped(value.act);

function isActShaped(act: unknown): act is Act {
  if (!isRecord(act)) return false;
  if (act.do === "request") return isText(act.name) && isFields(act.evidence);
  if (!isText(act.work)) return false;
  switch (act.do) {
    case "accept":
      return true;
    case "decline":
      return isText(act.reason) && isFields(act.evidence);
    case "complete":
      return isTextOrNull(act.result) && isFields(act.evidence);
    case "decide":
      return isText(act.answer) && isFields(act.evidence);
    default:
      return false;
  }
}

const isActor = (value: unknown): value is Actor =>
  isRecord(value) &&
  isText(value.person) &&
  isListOf(value.roles, isText) &&
  isListOf(value.delegateOf, (lent) => isRecord(lent) && isText(lent.person) && isText(lent.right));

const isEvent = (value: unknown): value is Event =>
  isRecord(value) && isText(value.id) && isText(value.kind) && isInstant(value.at) && isFields(value.fields);

const isFields = (value: unknown): value is Fields => isRecord(value) && Object.values(value).every(isValue);

const isValue = (value: unknown): value is Value =>
  value === null ||
  isText(value) ||
  typeof value === "boolean" ||
  Number.isFinite(value) ||
  (isRecord(value) && (isMoneyShaped(value) || isLengthShaped(value)));

const isMoneyShaped = (value: Readonly<Record<string, unknown>>): boolean =>
  Number.isFinite(value.amount) && isText(value.currency);

/** A length of time that is a value is exact. */
const isLengthShaped = (value: Readonly<Record<string, unknown>>): boolean => Number.isFinite(value.ms);

const isText = (value: unknown): value is string => typeof value === "string";
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);
const isListOf = (value: unknown, isOne: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isOne);
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
