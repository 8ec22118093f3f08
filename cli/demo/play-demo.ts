/**
 * Plays the demo over the HTTP API and nothing else, as leads, people and systems would: events go in, requests are
 * answered by the people they reach, and the journal is read as it grows. Killed and started again it goes on.
 */
import type { Instant } from "../../compiler/plan.ts";
import type { ActName, JournalEntryView, WorkView } from "../../runtime/gateway/api.ts";
import { type ApiClient, ApiFailure } from "../../runtime/gateway/api-client.ts";
import type { Answer, Lead } from "./cast.ts";
import { answerOf, type DueEvent, eventsOf, type Seen } from "./script.ts";

export interface DemoOptions {
  readonly cast: readonly Lead[];
  /** The journey that the cast goes through; the demo ends when all have left it and nothing else is open. */
  readonly journey: string;
  /** When the demo began, on the installation's clock. */
  readonly start: Instant;
  readonly now: () => Instant;
  /** The API as a system, and as a person. */
  readonly api: ApiClient;
  readonly apiAs: (person: string) => ApiClient;
  readonly people: readonly string[];
  readonly tell: (entry: JournalEntryView) => void;
  readonly refused?: (act: RefusedAct) => void;
  /** Something that failed, in words. */
  readonly warn: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What somebody of the cast wanted to do and could not: somebody else or the clock was faster. */
export interface RefusedAct {
  readonly at: string;
  readonly person: string;
  readonly act: ActName;
  readonly work: WorkView;
  readonly why: string;
}

/** Entries that put a request before somebody. */
const ASKS = ["offered", "asked", "reassigned", "given"];
const BATCH = 50;
/** Real seconds that a look at the journal waits for something new. */
const PATIENCE = 0.25;

/** Answers with everything that was written down; ends early when the signal is given. */
export async function playDemo(options: DemoOptions): Promise<readonly JournalEntryView[]> {
  const entries: JournalEntryView[] = [];
  const posted = new Set<string>();
  let last = 0;
  // What was asked before this process began is asked of it too.
  let asked: ReadonlySet<string> = new Set(options.people);
  while (!options.signal.aborted) {
    const page = await options.api.journal({ after: last, limit: 1000, wait: PATIENCE });
    for (const entry of page.entries) options.tell(entry);
    entries.push(...page.entries);
    last = page.last;
    const seen = seenIn(options.cast, entries);
    await post(options, posted, seen);
    asked = new Set([
      ...asked,
      // What is asked of a role, about no lead, is a review: it waits for a change of the text.
      ...page.entries.flatMap(({ what, to, subject }) =>
        ASKS.includes(what) && to !== null && subject !== null ? [to] : [],
      ),
    ]);
    await Promise.all([...asked].map((person) => answerAll(options, person, seen)));
    asked = new Set();
    if (page.entries.length === 0 && (await isOver(options, entries))) break;
  }
  return entries;
}

function seenIn(cast: readonly Lead[], entries: readonly JournalEntryView[]): readonly Seen[] {
  const leads = new Map(cast.map((lead) => [String(lead.fields.email), lead.id]));
  return entries.flatMap(({ subject, at, what, name, result }) => {
    const lead = subject === null ? undefined : leads.get(subject.key);
    return lead === undefined ? [] : [{ lead, at: Date.parse(at), what, name, result }];
  });
}

// ── Leads ─────────────────────────────────────────────────────────────────────────────────────────────────

async function post(options: DemoOptions, posted: Set<string>, seen: readonly Seen[]): Promise<void> {
  const now = options.now();
  const due = eventsOf(options.cast, options.start, seen).filter(
    (event) => event.at <= now && !posted.has(event.id),
  );
  for (let index = 0; index < due.length; index += BATCH) {
    const batch = due.slice(index, index + BATCH);
    const { results } = await options.api.sendEvents(batch.map((event) => requestOf(event)));
    for (const { error } of results)
      if (error !== undefined) options.warn(`An event was refused: ${error.message}`);
    for (const { id } of batch) posted.add(id);
  }
}

const requestOf = ({ id, lead, at, event, data, fields }: DueEvent) => ({
  id,
  source: "demo",
  event,
  at: new Date(at).toISOString(),
  subject: { ...known(lead, event), ...fields, email: lead.fields.email },
  data,
});

/** A lead says who they are when they come; later only who it is. */
function known(lead: Lead, event: string): Record<string, unknown> {
  if (event !== lead.events[0]?.event) return {};
  return Object.fromEntries(Object.entries(lead.fields).filter(([, value]) => value !== null));
}

// ── People ────────────────────────────────────────────────────────────────────────────────────────────────

async function answerAll(options: DemoOptions, person: string, seen: readonly Seen[]): Promise<void> {
  const { work } = await options.apiAs(person).inbox({ person });
  await Promise.all(
    work.map(async (item) => {
      const lead = options.cast.find(({ fields }) => fields.email === item.subject.key);
      const answer = lead === undefined ? null : answerOf(lead, item.name, seen);
      if (answer !== null) await answerOne(options, person, item, answer);
    }),
  );
}

async function answerOne(
  options: DemoOptions,
  person: string,
  work: WorkView,
  answer: Exclude<Answer, { do: "ignore" }>,
): Promise<void> {
  const act: ActName = answer.do;
  const offered = work.answers.some((possible) => possible.act === act);
  if (!offered) return;
  const { do: _, ...body } = answer;
  try {
    await options.apiAs(person).act(act, work.id, body as never);
  } catch (error) {
    // What comes next is asked anew.
    if (!(error instanceof ApiFailure) || error.status === null) throw error;
    options.refused?.({ at: new Date(options.now()).toISOString(), person, act, work, why: error.message });
  }
}

// ── The end ───────────────────────────────────────────────────────────────────────────────────────────────

async function isOver(options: DemoOptions, entries: readonly JournalEntryView[]): Promise<boolean> {
  const out = new Set(
    entries
      .filter(({ what, journey }) => what === "exited" && journey === options.journey)
      .map(({ subject }) => subject?.key),
  );
  if (!options.cast.every(({ fields }) => out.has(String(fields.email)))) return false;
  const { counts } = await options.api.status({ state: "open" });
  const { backlog, letters } = await options.api.ready();
  return counts.length === 0 && (backlog ?? 0) === 0 && (letters ?? 0) === 0;
}
