/**
 * The same three journeys, written by hand against Temporal's TypeScript SDK as its documentation teaches it: signals
 * for facts, updates with validators for people, `condition` with a time limit for waits, one activity for each effect
 * on the world. They do what the journeys beside them do in the case that is measured, and no more: no reminders that
 * nobody gets, no journal, no search attributes. So they are the floor. A request that was answered leaves the inbox at
 * once, as it does there: with the next activity where one follows, else by one of its own.
 */
import {
  ApplicationFailure,
  condition,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
} from "@temporalio/workflow";

/** What each of them asks of the world. */
export interface ByHandActivities {
  send(letter: { readonly to: string; readonly message: string; readonly closes?: string }): Promise<void>;
  /** Picks a person of the role, opens the request in their inbox and tells them; what it replaces is closed. */
  ask(request: Request): Promise<string>;
  /** Takes a request that was answered out of the inbox. */
  close(request: { readonly lead: string; readonly name: string }): Promise<void>;
  /** Closes requests, and writes down how it ended. */
  finish(end: {
    readonly lead: string;
    readonly exit: string;
    readonly closes: readonly string[];
  }): Promise<void>;
  saveField(change: { readonly lead: string; readonly field: string; readonly value: number }): Promise<void>;
}
interface Request {
  readonly lead: string;
  readonly name: string;
  readonly role: string;
  readonly closes?: string;
}

export interface Start {
  readonly lead: string;
  /** Days of the journey in one real millisecond. */
  readonly pace: number;
}

const { send, ask, close, finish, saveField } = proxyActivities<ByHandActivities>({
  startToCloseTimeout: "30 s",
});

export const happened = defineSignal<[string]>("happened");
/** A person's answer to a request by name. */
export const answer = defineUpdate<
  void,
  [{ readonly name: string; readonly person: string; readonly answer: string }]
>("answer");

/** What every one of them needs: facts that were signalled, and answers to requests that are open. */
function listen() {
  const facts = new Set<string>();
  const open = new Map<string, string>();
  const answers = new Map<string, string>();
  setHandler(happened, (kind) => void facts.add(kind));
  setHandler(
    answer,
    ({ name, answer: said }) => {
      open.delete(name);
      answers.set(name, said);
    },
    {
      validator: ({ name, person }) => {
        if (open.get(name) !== person)
          throw ApplicationFailure.nonRetryable(`${name} is not with ${person}`, "refused");
      },
    },
  );
  return { facts, open, answers };
}

export async function nurture({ lead, pace }: Start): Promise<string> {
  const { facts, open, answers } = listen();
  const days = (count: number): number => Math.max(1, Math.round(count / pace));
  await send({ to: lead, message: "welcome" });
  if (!(await condition(() => facts.has("demo_requested"), days(2)))) {
    await send({ to: lead, message: "story" });
    const reacted = await condition(() => facts.has("email_clicked") || facts.has("demo_requested"), days(7));
    if (!facts.has("demo_requested")) await send({ to: lead, message: reacted ? "deep_dive" : "video" });
    if (!(await condition(() => facts.has("demo_requested"), days(47)))) {
      await finish({ lead, exit: "lost", closes: [] });
      return "lost";
    }
  }
  open.set("sales_ready", await ask({ lead, name: "sales_ready", role: "sales" }));
  if (!(await condition(() => answers.has("sales_ready"), days(1)))) {
    open.set("sales_ready", await ask({ lead, name: "sales_ready", role: "head" }));
    await condition(() => answers.has("sales_ready"));
  }
  open.set("call", await ask({ lead, name: "call", role: "sales", closes: "sales_ready" }));
  await condition(() => answers.has("call"), days(5));
  await close({ lead, name: "call" });
  const won = await condition(() => facts.has("bought"), days(30));
  await finish({ lead, exit: won ? "won" : "lost", closes: [] });
  return won ? "won" : "lost";
}

export async function onboarding({ lead, pace }: Start): Promise<string> {
  const { facts, open, answers } = listen();
  const days = (count: number): number => Math.max(1, Math.round(count / pace));
  open.set("kickoff", await ask({ lead, name: "kickoff", role: "sales" }));
  await condition(() => answers.has("kickoff"), days(10));
  await send({ to: lead, message: "guide", closes: "kickoff" });
  const cameIn = await condition(() => facts.has("first_login"), days(14));
  if (!cameIn) {
    open.set("nudge", await ask({ lead, name: "nudge", role: "sales" }));
    await condition(() => answers.has("nudge"), days(5));
    await close({ lead, name: "nudge" });
  }
  for (let tip = 0; tip < 4; tip += 1) {
    if (await condition(() => facts.has("cancelled"), days(14))) break;
    await send({ to: lead, message: "tip" });
  }
  const cancelled = await condition(() => facts.has("cancelled"), days(20));
  const exit = cancelled ? "gone" : "live";
  await finish({ lead, exit, closes: [] });
  return exit;
}

export async function approval({ lead, pace }: Start): Promise<string> {
  const { open, answers } = listen();
  const days = (count: number): number => Math.max(1, Math.round(count / pace));
  open.set("discount of head", await ask({ lead, name: "discount", role: "head" }));
  open.set("discount of finance", await ask({ lead, name: "discount", role: "finance" }));
  const both = () => answers.has("discount of head") && answers.has("discount of finance");
  const isDeclined = () => [...answers.values()].includes("declined");
  const firstIsClosed = condition(() => answers.size > 0).then(async () => {
    const [name = ""] = answers.keys();
    if (!both() && !isDeclined()) await close({ lead, name });
  });
  await condition(() => both() || isDeclined(), days(10));
  if (answers.size > 0) await firstIsClosed;
  const approved = both() && !isDeclined();
  if (approved) {
    await saveField({ lead, field: "approved_discount", value: 25 });
    await send({ to: lead, message: "offer" });
  }
  const exit = approved ? "agreed" : "refused";
  await finish({ lead, exit, closes: ["discount"] });
  return exit;
}
