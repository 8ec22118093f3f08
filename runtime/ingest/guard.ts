/**
 * Reads a body that anybody may have sent. What a JSON parser would let pass in silence is refused here, over the raw
 * text and before anything is built from it: nesting without end, keys that reach prototypes, a key given twice,
 * numbers that a double cannot hold, text that no database stores. Whether it is JSON at all is left to `JSON.parse`.
 */
import { type Checked, type Refused, refused, taken } from "./fault.ts";

export interface BodyLimits {
  /** Bytes of one event, alone or within a batch. */
  readonly eventBytes: number;
  readonly depth: number;
}

/** An event is four deep: batch, envelope, data, money. */
export const BODY_LIMITS: BodyLimits = { eventBytes: 256 * 1024, depth: 16 };
/** Bytes of a whole body: a batch of ordinary events, and memory stays flat. */
export const WHOLE_BODY = 1024 * 1024;

export function readBody(raw: Uint8Array, limits: BodyLimits = BODY_LIMITS): Checked<unknown> {
  const text = decode(raw);
  if (text === null) return refused("not-utf-8", "The body is not UTF-8.", []);
  const fault = scan({ text, limits, frames: [] });
  if (fault !== null) return fault;
  try {
    return taken(JSON.parse(text));
  } catch {
    return refused("not-json", "The body is not JSON.", []);
  }
}

function decode(raw: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(raw);
  } catch {
    return null;
  }
}

interface Scan {
  readonly text: string;
  readonly limits: BodyLimits;
  /** What is open at this place of the text. */
  readonly frames: Frame[];
}

interface Frame {
  readonly from: number;
  /** `null` for an array. */
  readonly keys: Set<string> | null;
  /** The member that is being read: its key, or its place. */
  at: string | number;
  expectsKey: boolean;
}

// A string without an end runs to the end of the text: were it no token, each of its escaped quotes would be tried as
// the start of one, and a hostile body would take quadratic time.
const TOKEN = /"(?:[^"\\]+|\\.?)*"?|-?\d[\d.eE+-]*|[{}[\],]/gs;

function scan(state: Scan): Refused | null {
  for (const match of state.text.matchAll(TOKEN)) {
    const fault = take(match[0], match.index, state);
    if (fault !== null) return fault;
  }
  return null;
}

function take(token: string, from: number, state: Scan): Refused | null {
  switch (token[0]) {
    case "{":
    case "[":
      return open(token === "{", from, state);
    case "}":
    case "]":
      return close(from, state);
    case ",":
      next(state);
      return null;
    case '"':
      return takeString(token, state);
    default:
      return takeNumber(token, state);
  }
}

function open(isObject: boolean, from: number, state: Scan): Refused | null {
  if (state.frames.length >= state.limits.depth) {
    return fail("too-deep", `The body is nested more than ${state.limits.depth} levels deep.`, state);
  }
  state.frames.push({ from, keys: isObject ? new Set() : null, at: isObject ? "" : 0, expectsKey: isObject });
  return null;
}

function close(at: number, state: Scan): Refused | null {
  const closed = state.frames.pop();
  if (closed === undefined || closed.keys === null || !isAtEvents(state.frames)) return null;
  if (Buffer.byteLength(state.text.slice(closed.from, at + 1)) <= state.limits.eventBytes) return null;
  return fail("too-large", `An event has at most ${state.limits.eventBytes / 1024} KB.`, state);
}

/** Whether what stands here is an event: the whole body, or a member of the batch that is the whole body. */
function isAtEvents(frames: readonly Frame[]): boolean {
  return frames.length === 0 || (frames.length === 1 && frames[0]?.keys === null);
}

function next(state: Scan): void {
  const frame = state.frames.at(-1);
  if (frame === undefined) return;
  frame.expectsKey = frame.keys !== null;
  if (typeof frame.at === "number") frame.at += 1;
}

function takeString(token: string, state: Scan): Refused | null {
  const text = textOf(token);
  const frame = state.frames.at(-1);
  const isKey = frame?.expectsKey === true;
  if (isKey) frame.at = text;
  if (text.includes("\0")) return fail("nul", "Text may not hold the character NUL.", state);
  if (/\p{Surrogate}/u.test(text)) return fail("broken-text", "Text holds half of a character.", state);
  return isKey ? takeKey(text, frame, state) : null;
}

const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

function takeKey(key: string, frame: Frame, state: Scan): Refused | null {
  frame.expectsKey = false;
  if (FORBIDDEN_KEYS.has(key)) return fail("forbidden-key", `The key \`${key}\` is not allowed.`, state);
  if (frame.keys?.has(key))
    return fail("duplicate-key", `The key \`${shorten(key)}\` is given twice.`, state);
  frame.keys?.add(key);
  return null;
}

/** The text that a string token stands for; a token that is not a JSON string stands for itself. */
function textOf(token: string): string {
  if (!token.includes("\\")) return token.slice(1, -1);
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}

/** No number that a field holds is longer; what is longer is not looked at, so that looking costs nothing. */
const LONGEST_NUMBER = 64;

function takeNumber(token: string, state: Scan): Refused | null {
  if (token.length <= LONGEST_NUMBER && isExact(token)) return null;
  const message = `The number ${shorten(token)} cannot be kept exactly; send it as text.`;
  return fail("inexact-number", message, state);
}

/** Whether the number that is read, written as short as can be, is the number that was sent. */
export function isExact(lexeme: string): boolean {
  const read = Number(lexeme);
  // Not a number at all: `JSON.parse` says so.
  if (Number.isNaN(read)) return true;
  if (!Number.isFinite(read)) return false;
  const sent = decimalOf(lexeme);
  const kept = decimalOf(String(read));
  return sent.digits === kept.digits && (sent.digits === "" || sent.exponent === kept.exponent);
}

/** A decimal, whatever its sign, as significant digits and the power of ten of the last: `120e-1` is `12` and 0. */
function decimalOf(lexeme: string): { readonly digits: string; readonly exponent: number } {
  const [mantissa = "", power = "0"] = lexeme.toLowerCase().replace(/^-/, "").split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const all = (whole + fraction).replace(/^0+/, "");
  const digits = all.replace(/0+$/, "");
  return { digits, exponent: Number(power) - fraction.length + (all.length - digits.length) };
}

const fail = (code: string, message: string, state: Scan): Refused =>
  refused(
    code,
    message,
    state.frames.map((frame) => frame.at),
  );

const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
