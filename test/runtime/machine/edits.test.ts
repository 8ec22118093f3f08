/**
 * docs/how-to/move-people-between-versions.md: what each kind of edit does to whoever is inside. A row is a test of its
 * name, held to all that it commands and writes down there and then; what they do at the next stage is one test for
 * all, since the stage is then entered as by anybody.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../../compiler/plan.ts";
import { BATON, DAY, type Desk, HOUR, told, type World } from "./play.ts";
import {
  during,
  type Edit,
  first,
  inside as insideBoth,
  openWork,
  SECOND,
  sent,
  trackNamed,
  untilOf,
  workNamed,
} from "./two-versions.ts";

const PAGE = readFileSync("docs/how-to/move-people-between-versions.md", "utf8");
const ROWS = [...PAGE.matchAll(/^\| (?!edit|-)([^|]+) \|/gm)].map(([, edit = ""]) => edit.trim());

/** With a second stage behind the first, where a version says nothing of one. */
const inside = (edit: Edit, at?: "once" | "next stage") =>
  insideBoth(
    {
      ...edit,
      old: `${edit.old} ${SECOND}`,
      next: edit.next.includes("stage second") ? edit.next : `${edit.next} ${SECOND}`,
    },
    at,
  );
const stage = (steps: string, bound?: string): string => first(steps, bound === undefined ? {} : { bound });

const MIGRATED = "migrated version 2 as version 1";
/** What is done from here on, in a line each. */
const then = (desk: Desk, length: number): readonly string[] =>
  during(desk, () => desk.run(desk.now + length)).did;
const happens = (desk: Desk, event: string): readonly string[] => during(desk, () => desk.event(event)).did;

const CALL = 'task call "Call {name}" by the holder, on daily';
const DECIDE = "decide disqualify { approved exit gone  declined go on }";

const EDITS: Readonly<Record<string, () => void>> = {
  "the words of a message": () => {
    // They are the store's, and of one message there is one at a time: a plan names it, and has none of its words.
    const text = stage("wait 2 days  send welcome_guide  stay");
    const { desk, move, plan } = inside({ old: text, next: text });
    expect(plan.code["first/welcome_guide"]).toEqual({
      do: "send",
      message: "welcome_guide",
      orDrop: false,
      deferAtMost: null,
      next: "first/stay",
    });
    expect(move()).toMatchObject({ did: [], wrote: [MIGRATED] });
    expect(then(desk, 2 * DAY)).toEqual(["send welcome_guide"]);
  },
  "the words of a task": () => {
    const { desk, move } = inside({
      old: stage(`${CALL} stay`),
      next: stage(`${CALL.replace("Call {", "Phone {")} stay`),
    });
    const before = workNamed(desk, "call");
    expect(move()).toMatchObject({ did: ["ask ida for call: Phone {name} (done)"], wrote: [MIGRATED] });
    expect(workNamed(desk, "call")).toEqual({
      ...before,
      record: { ...before.record, title: "Phone {name}" },
    });
  },
  "a wait lengthened or shortened": () => {
    const longer = inside({ old: stage("wait 2 days  stay"), next: stage("wait 5 days  stay") });
    const start = longer.desk.now;
    longer.desk.run(start + DAY);
    expect(longer.move()).toMatchObject({ did: [], wrote: [MIGRATED] });
    expect(untilOf(longer.desk)).toBe(start + 5 * DAY);
    const shorter = inside({
      old: stage("wait 5 days  send welcome_guide  stay"),
      next: stage("wait 1 day  send welcome_guide  stay"),
    });
    shorter.desk.run(shorter.desk.now + 2 * DAY);
    expect(shorter.move().did).toEqual([]);
    expect(then(shorter.desk, 0)).toEqual(["send welcome_guide"]);
  },
  "a step added before where they stand": () => {
    const { desk, move } = inside({
      old: stage("wait 2 days  stay"),
      next: stage("send welcome_guide  wait 2 days  stay"),
    });
    const until = untilOf(desk);
    expect(move().did).toEqual([]);
    expect(untilOf(desk)).toBe(until);
    expect(then(desk, 3 * DAY)).toEqual([]);
  },
  "a step added behind where they stand": () => {
    const { desk, move } = inside({
      old: stage("wait 2 days  stay"),
      next: stage("wait 2 days  send welcome_guide  stay"),
    });
    expect(move().did).toEqual([]);
    expect(then(desk, 3 * DAY)).toEqual(["send welcome_guide"]);
  },
  "a step removed behind where they stand": () => {
    const { desk, move } = inside({
      old: stage("wait 2 days  send welcome_guide  stay"),
      next: stage("wait 2 days  stay"),
    });
    expect(move().did).toEqual([]);
    expect(then(desk, 3 * DAY)).toEqual([]);
  },
  "the step removed at which they stand": () => {
    const gone = { old: stage(`${CALL}  wait 2 days  stay`), next: stage("wait 2 days  stay") };
    const unsaid = inside(gone);
    expect(unsaid.move().did).toEqual(["stay in 1: it stands at first.call: it is gone"]);
    expect(unsaid.desk.plan.version).toBe(1);
    const { desk, move } = inside({ ...gone, map: [{ from: "call", to: "wait" }] });
    expect(move()).toMatchObject({
      did: ["close call as withdrawn", "tell ida: No longer needed: Call {name}"],
      wrote: [MIGRATED, "withdrawn call to ida because version 2 has something else at first/call"],
    });
    expect(untilOf(desk)).toBe(desk.now + 2 * DAY);
  },
  "a step moved from before them to behind them": () => {
    const { desk, move } = inside({
      old: stage("send welcome_guide  wait 2 days  stay"),
      next: stage("wait 2 days  send welcome_guide  send deep_dive  stay"),
    });
    expect(move().did).toEqual([]);
    expect(then(desk, 3 * DAY)).toEqual(["send deep_dive"]);
  },
  "a decision added before where they stand": () => {
    const added = {
      old: stage("wait 2 days  send deep_dive  stay"),
      next: stage(`${DECIDE}  wait 2 days  send deep_dive  stay`),
    };
    const why = "it stands behind the decision `disqualify`, which was not made for them";
    expect(inside(added).move().did).toEqual([`stay in 1: it stands at first.wait: ${why}`]);
    const past = inside({ ...added, map: [{ from: "wait", to: "deep_dive" }] });
    expect(past.move().did).toEqual([`stay in 1: it stands at first.wait: ${why}`]);
    const { desk, move } = inside({ ...added, map: [{ from: "wait", to: "disqualify" }] });
    expect(move()).toMatchObject({
      did: ["find sales_manager for disqualify"],
      wrote: [MIGRATED, "asked disqualify to carla"],
    });
    expect(openWork(desk)).toEqual(["disqualify"]);
  },
  "a stage removed": () => {
    const { desk, move } = inside({
      old: stage(`${CALL}  stay`),
      next: "stage second { owner marketing_manager  lasts at most 9 days, then exit gone  wait 1 day  stay }",
      map: [{ from: "first", to: "second" }],
    });
    const why = "first is gone in version 2";
    expect(move()).toMatchObject({
      did: ["close call as withdrawn", "tell ida: No longer needed: Call {name}"],
      wrote: [
        MIGRATED,
        `withdrawn call to ida because ${why}`,
        `withdrawn first/call because ${why}`,
        `moved second as first to ida because ${why}`,
      ],
    });
    expect(desk.state).toMatchObject({ stage: "second", visit: 2, work: [], boundAt: desk.now + 9 * DAY });
  },
  "a stage renamed": () => {
    const old = stage(`${CALL}  stay`);
    const { desk, move } = inside({
      old,
      next: old.replace("stage first", "stage begun"),
      map: [{ from: "first", to: "begun" }],
    });
    const before = workNamed(desk, "call");
    const { visit, stageAt, boundAt } = desk.state;
    expect(move()).toMatchObject({ did: ["ask ida for call: Call {name} (done)"], wrote: [MIGRATED] });
    expect(desk.state).toMatchObject({ stage: "begun", visit, stageAt, boundAt });
    expect(workNamed(desk, "call")).toEqual({
      ...before,
      record: { ...before.record, stage: "begun", step: "begun/call" },
    });
    expect(trackNamed(desk)).toMatchObject({
      at: "begun/call",
      waits: { on: "work", work: before.record.id },
    });
  },
  "the stage's owner changed": () => {
    const old = stage(`${CALL}  stay`);
    const { desk, move } = inside({ old, next: old.replace("owner marketing_manager", "owner sdr") });
    const before = workNamed(desk, "call");
    expect(move()).toMatchObject({
      did: ["tell ida: You no longer hold it: first"],
      wrote: [MIGRATED, "given first to sdr because sdr owns it now, in the place of marketing_manager"],
    });
    expect(desk.state.holder).toEqual({ role: "sdr", person: null });
    expect(workNamed(desk, "call")).toEqual(before);
  },
  "the stage's bound changed": () => {
    const bound = (days: number) => stage("stay", `lasts at most ${days} days, then exit gone`);
    const { desk, move } = inside({ old: bound(60), next: bound(90) });
    const start = desk.now;
    desk.run(start + 10 * DAY);
    expect(move()).toMatchObject({ did: [], wrote: [MIGRATED] });
    expect(desk.state.boundAt).toBe(start + 90 * DAY);
    const shorter = inside({ old: bound(60), next: bound(3) });
    shorter.desk.run(shorter.desk.now + 10 * DAY);
    shorter.move();
    expect(then(shorter.desk, 0)).toEqual(["end as gone"]);
  },
  "a ladder changed": () => {
    const old = stage(`${CALL}  stay`);
    const { desk, move } = inside({ old, next: old.replace("on daily", "on prompt") });
    const start = desk.now;
    desk.run(start + 7 * HOUR);
    const before = workNamed(desk, "call");
    expect(before).toMatchObject({ rung: 1, rungAt: start + DAY, record: { due: start + DAY } });
    expect(move().did).toEqual(["ask ida for call: Call {name} (done)"]);
    expect(workNamed(desk, "call")).toEqual({
      ...before,
      ladder: "prompt",
      rungAt: start + 4 * HOUR,
      record: { ...before.record, due: start + 4 * HOUR },
    });
  },
  "a handover added": () => {
    const { desk, move } = inside({
      old: stage("on demo_requested -> second  stay"),
      next: `${stage("on demo_requested -> second through baton  stay")} ${BATON}`,
    });
    expect(move().did).toEqual([]);
    expect(happens(desk, "demo_requested")).toEqual(["find sdr for baton"]);
    expect(desk.state).toMatchObject({ stage: "first", offer: { handover: "baton", phase: "offered" } });
  },
  "a handover removed that is offered": () => {
    const { desk, move } = inside({
      old: `${stage("on demo_requested -> second through baton  wait 9 days  stay")} ${BATON}`,
      next: stage("on demo_requested -> second  wait 9 days  stay"),
    });
    desk.event("demo_requested");
    expect(move()).toMatchObject({
      did: ["close baton as withdrawn", "tell anna: No longer needed: baton"],
      wrote: [MIGRATED, "withdrawn baton to anna because version 2 has no handover baton to second"],
    });
    expect(desk.state).toMatchObject({ offer: null, work: [], stage: "first" });
  },
  "an exit added whose condition holds": () => {
    const { desk, move } = inside({
      old: stage(`${CALL}  stay`),
      next: `exit known as neutral when company is known ${stage(`${CALL}  stay`)}`,
    });
    expect(move().did).toEqual([
      "close call as withdrawn",
      "tell ida: No longer needed: Call {name}",
      "end as known",
    ]);
    expect(desk.state).toMatchObject({ exit: "known", stage: null });
  },
  "an exit removed": () => {
    const { desk, move } = inside({
      old: `exit met as neutral on demo_held ${stage("stay")}`,
      next: stage("stay"),
    });
    expect(move().did).toEqual([]);
    expect(happens(desk, "demo_held")).toEqual([]);
    expect(desk.state.exit).toBeNull();
  },
  "a right's limit changed": () => {
    const right = (
      limit: string,
    ): string => `right price of lead "The price" about amount { owner sales_manager
      order sales_manager, finance_lead
      ask sales_manager when amount up to ${limit} EUR counting blank as no
      ask finance_lead when amount over ${limit} EUR counting blank as no
      also ask legal_counsel when amount over 1 EUR counting blank as no
      answers approved, declined  answer on daily }`;
    const price = stage("decide price { approved exit gone  declined go on }  stay");
    const edit = (from: string, to: string): Edit => ({
      old: price,
      next: price,
      more: right(from),
      moreNext: right(to),
      fields: { amount: { amount: 50, currency: "EUR" } },
    });
    const agrees = (desk: Desk): void => {
      desk.act("gro", ["legal_counsel"], { do: "decide", name: "price", answer: "approved", evidence: {} });
    };
    const { desk, move } = inside(edit("100", "10"));
    agrees(desk);
    expect(openWork(desk)).toEqual(["price"]);
    expect(move()).toMatchObject({
      did: [
        "close price as withdrawn",
        "tell carla: No longer needed: The price",
        "find finance_lead for price",
      ],
      wrote: [
        MIGRATED,
        "withdrawn price to carla because what it is about has changed",
        "asked price to finn",
      ],
    });
    expect(trackNamed(desk).waits).toMatchObject({
      decision: {
        asks: [
          { role: "finance_lead", answer: null },
          { role: "legal_counsel", answer: "approved", by: "gro" },
        ],
      },
    });
    const same = inside(edit("100", "90"));
    agrees(same.desk);
    expect(same.move().did).toEqual([]);
  },
  "an answer or a result removed": () => {
    const { desk, move } = inside({
      old: stage(`task call "Call" by the holder, on daily { reached go on  busy go on }  stay`),
      next: stage(`task call "Call" by the holder, on daily { reached go on  away go on }  stay`),
    });
    expect(move().did).toEqual(["ask ida for call: Call (reached, away)"]);
    const says = (result: string) =>
      desk.act("ida", ["marketing_manager"], { do: "complete", name: "call", result, evidence: {} });
    expect(says("busy")?.code).toBe("unknown-answer");
    expect(says("away")).toBeNull();
  },
  "a handler added": () => {
    const { desk, move } = inside({
      old: stage("stay"),
      next: stage(`when company is known { tell sdr "Known" }  on demo_held { tell sdr "Held" }  stay`),
    });
    desk.event("demo_held");
    expect(move().did).toEqual(["tell sdr: Known"]);
    expect(happens(desk, "demo_held")).toEqual(["tell sdr: Held"]);
  },
  "a handler removed": () => {
    const old = stage(`on demo_held { ${CALL} }  stay`);
    const { desk, move } = inside({ old, next: stage("stay"), map: [{ from: "call", to: "stay" }] });
    desk.event("demo_held");
    expect(move()).toMatchObject({
      did: ["close call as withdrawn", "tell ida: No longer needed: Call {name}"],
      wrote: [
        MIGRATED,
        "withdrawn call to ida because version 2 has no such track",
        "withdrawn first/on/demo_held/call because version 2 has no such track",
      ],
    });
    expect(happens(desk, "demo_held")).toEqual([]);
  },
  "an item added to a schedule": () => {
    const at = (days: string) => stage(`at ${days} days after entry { send welcome_guide }  stay`);
    const { desk, move } = inside({ old: at("1, 9"), next: at("1, 3, 9") });
    desk.run(desk.now + 5 * DAY);
    expect(move()).toMatchObject({
      did: [],
      wrote: [MIGRATED, "ignored first/at/after_entry because its day had passed before the version changed"],
    });
    expect(then(desk, 3 * DAY)).toEqual([]);
    expect(then(desk, 2 * DAY)).toEqual(["send welcome_guide"]);
  },
  "an approval added to a message (`once approved by`)": () => {
    let asked = 0;
    const send: World["send"] = () => {
      asked += 1;
      return asked === 1 ? { is: "deferred", until: Number.MAX_SAFE_INTEGER, why: "cap" } : { is: "sent" };
    };
    const { desk, move } = inside({
      old: stage("wait 1 day  send welcome_guide  stay"),
      next: stage("wait 1 day  send welcome_guide, once approved by sdr, on daily  stay"),
      world: { send },
    });
    desk.run(desk.now + DAY);
    expect(move()).toMatchObject({
      did: ["drop first/welcome_guide", "find sdr for welcome_guide"],
      wrote: [MIGRATED, "asked welcome_guide to anna"],
    });
    const act = { do: "complete", name: "welcome_guide", result: "approved", evidence: {} } as const;
    expect(during(desk, () => desk.act("anna", ["sdr"], act)).did).toEqual([
      "close welcome_guide as approved",
      "send welcome_guide",
    ]);
  },
  "a field of its own typed otherwise": () => {
    const keeps = `keeps seen from the latest page_viewed.path ${stage("stay")}`;
    const asNumber = (plan: Plan): Plan => ({ ...plan, own: { seen: { type: "number" } } });
    const { desk, move } = inside({ old: keeps, next: keeps, alterNext: asNumber });
    desk.event("page_viewed", { path: "/pricing" });
    expect(desk.state.fields.seen).toBe("/pricing");
    expect(move()).toMatchObject({
      did: ['keep {"seen":null}'],
      wrote: [MIGRATED, "blank seen because it is of another type in this version"],
    });
    expect(desk.state.fields).not.toHaveProperty("seen");
    expect(happens(desk, "page_viewed")).toEqual([]);
    desk.event("page_viewed", { path: "/again" });
    expect(desk.state.fields.seen).toBe("/again");
  },
  "a field, score or event listened for that was not before": () => {
    const { desk, move } = inside({
      old: stage("stay"),
      next: stage(
        `when demo_held has happened since journey entry { tell sdr "Held" }  when job_title is "CTO" counting blank as no { tell sdr "Boss" }  when interest is hot { tell sdr "Hot" }  stay`,
      ),
      world: {
        recall: ({ events, fields, scores, since }) => {
          expect({ events, fields, scores }).toEqual({
            events: ["demo_held"],
            fields: ["job_title"],
            scores: ["interest"],
          });
          const held = { id: "h1", kind: "demo_held", at: since + HOUR, fields: {} };
          return {
            fields: { job_title: "CTO" },
            fieldsAt: { job_title: since },
            bands: { interest: "hot" },
            events: [held],
          };
        },
      },
    });
    desk.run(desk.now + DAY);
    expect(move().did).toEqual(["tell sdr: Held", "tell sdr: Boss", "tell sdr: Hot"]);
  },
};

test("each row of the page is a test here, and the other way round", () => {
  expect(Object.keys(EDITS).sort()).toEqual([...ROWS].sort());
});

describe("at once", () => {
  test.each(Object.entries(EDITS))("%s", (_, holds) => holds());
});

test("at the next stage: until then the old version, from then on the new one", () => {
  const old = stage("on demo_requested -> second  wait 2 days  send welcome_guide  stay");
  const next = `${stage("on demo_requested -> second  stay")} ${SECOND.replace("Visit", "Call on")}`;
  const { desk, move } = inside({ old, next }, "next stage");
  expect(move()).toMatchObject({ did: [], wrote: [] });
  desk.run(desk.now + 3 * DAY);
  expect(sent(desk)).toEqual(["welcome_guide"]);
  expect(desk.plan.version).toBe(1);
  expect(happens(desk, "demo_requested")).toEqual(["drop what main sent", "find sdr for visit"]);
  expect(desk.plan.version).toBe(2);
  expect(workNamed(desk, "visit").record.title).toBe("Call on {name}");
  expect(told(desk.journal, "migrated", "moved")).toEqual([
    "migrated version 2 as version 1",
    "moved second as first to sdr",
  ]);
});

test("who goes on where they stand is shown there, and no more as between two versions", () => {
  const { desk, move } = inside({ old: stage("wait 2 days  stay"), next: stage("wait 2 days  stay") });
  move();
  expect(desk.plan.version).toBe(2);
  const places = desk.commands.flatMap((command) => (command.do === "place" ? [command.place.awaits] : []));
  expect(places.slice(-2)).toEqual(["the version to change", "time to pass"]);
});
