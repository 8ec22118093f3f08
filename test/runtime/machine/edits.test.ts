/**
 * docs/how-to/move-people-between-versions.md: what each kind of edit does to whoever is inside. A row is a test of its
 * name; what they do at the next stage is one test for all, since the stage is then entered as by anybody.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Migration, Plan } from "../../../compiler/plan.ts";
import { versionMove } from "../../../compiler/versions/version-move.ts";
import { cast, DAY, type Desk, HOUR, openDesk, told, type World } from "./play.ts";

const PAGE = readFileSync("docs/how-to/move-people-between-versions.md", "utf8");
const ROWS = [...PAGE.matchAll(/^\| (?!edit|-)([^|]+) \|/gm)].map(([, edit = ""]) => edit.trim());

const stage = (steps: string, more = "lasts at most 60 days, then exit gone"): string =>
  `stage first { owner marketing_manager  ${more}  ${steps} }`;
const SECOND = `stage second { owner sdr  lasts at most 10 days, then exit gone  task visit "Visit {name}" by the holder, on daily  stay }`;

interface Edit {
  readonly old: string;
  readonly next: string;
  readonly map?: Migration["map"];
  readonly world?: Partial<World>;
}

/** Whoever is inside the first version, and is told of the second `at`. */
function inside(
  { old, next, map = [], world }: Edit,
  at: Migration["at"] = "once",
): { desk: Desk; move: () => void } {
  const first = cast(`${old} ${SECOND}`).plan;
  const migrations = [{ from: 1, at, map }];
  const plan: Plan = {
    ...cast(`${next} ${next.includes("stage second") ? "" : SECOND}`).plan,
    version: 2,
    workflowType: "small_v2",
    migrations,
  };
  const move = versionMove(first, plan);
  const desk = openDesk(first, { later: [plan], ...(world && { world }) });
  return {
    desk,
    move: () => {
      if (move === null) throw new Error("the second version says nothing of the first");
      desk.put({ is: "moves", id: "v2", move });
    },
  };
}

const sent = ({ commands }: Desk): readonly string[] =>
  commands.flatMap((command) => (command.do === "send" ? [command.message] : []));
const openWork = ({ state }: Desk): readonly string[] => state.work.map(({ record }) => record.name);
const untilOf = ({ state }: Desk): number => {
  const waits = state.tracks.find(({ id }) => id === "main")?.waits;
  return waits !== null && waits !== undefined && "until" in waits ? waits.until : 0;
};

const CALL = 'task call "Call {name}" by the holder, on daily';
const DECIDE = "decide disqualify { approved exit gone  declined go on }";

const EDITS: Readonly<Record<string, () => void>> = {
  "the words of a message": () => {
    const { desk, move } = inside({
      old: stage("wait 2 days  send welcome_guide  stay"),
      next: stage("wait 2 days  send welcome_guide  stay"),
    });
    move();
    desk.run(desk.now + 3 * DAY);
    expect(sent(desk)).toEqual(["welcome_guide"]);
  },
  "the words of a task": () => {
    const { desk, move } = inside({
      old: stage(`${CALL} stay`),
      next: stage(`${CALL.replace("Call {", "Phone {")} stay`),
    });
    const before = desk.state.work[0]?.record;
    move();
    const [after] = desk.state.work;
    expect(after?.record).toEqual({ ...before, title: "Phone {name}" });
    expect(desk.commands.at(-1)).not.toMatchObject({ do: "assign" });
    expect(desk.commands.filter(({ do: what }) => what === "assign")).toHaveLength(1);
  },
  "a wait lengthened or shortened": () => {
    const longer = inside({ old: stage("wait 2 days  stay"), next: stage("wait 5 days  stay") });
    const start = longer.desk.now;
    longer.desk.run(start + DAY);
    longer.move();
    expect(untilOf(longer.desk)).toBe(start + 5 * DAY);
    const shorter = inside({
      old: stage("wait 5 days  send welcome_guide  stay"),
      next: stage("wait 1 day  send welcome_guide  stay"),
    });
    shorter.desk.run(shorter.desk.now + 2 * DAY);
    shorter.move();
    shorter.desk.run(shorter.desk.now);
    expect(sent(shorter.desk)).toEqual(["welcome_guide"]);
  },
  "a step added before where they stand": () => {
    const { desk, move } = inside({
      old: stage("wait 2 days  stay"),
      next: stage("send welcome_guide  wait 2 days  stay"),
    });
    move();
    desk.run(desk.now + 3 * DAY);
    expect(sent(desk)).toEqual([]);
  },
  "a step added behind where they stand": () => {
    const { desk, move } = inside({
      old: stage("wait 2 days  stay"),
      next: stage("wait 2 days  send welcome_guide  stay"),
    });
    move();
    desk.run(desk.now + 3 * DAY);
    expect(sent(desk)).toEqual(["welcome_guide"]);
  },
  "a step removed behind where they stand": () => {
    const { desk, move } = inside({
      old: stage("wait 2 days  send welcome_guide  stay"),
      next: stage("wait 2 days  stay"),
    });
    move();
    desk.run(desk.now + 3 * DAY);
    expect(sent(desk)).toEqual([]);
  },
  "the step removed at which they stand": () => {
    const gone = { old: stage(`${CALL}  wait 2 days  stay`), next: stage("wait 2 days  stay") };
    const unsaid = inside(gone);
    unsaid.move();
    expect(unsaid.desk.plan.version).toBe(1);
    expect(unsaid.desk.commands.at(-1)).toMatchObject({
      do: "version",
      is: "refused",
      why: "it stands at first.call: it is gone",
    });
    const { desk, move } = inside({ ...gone, map: [{ from: "call", to: "wait" }] });
    move();
    expect(openWork(desk)).toEqual([]);
    expect(told(desk.journal, "withdrawn")).toHaveLength(1);
    expect(untilOf(desk)).toBe(desk.now + 2 * DAY);
    expect(
      desk.commands.filter((command) => command.do === "tell" && command.why === "withdrawn"),
    ).toHaveLength(1);
  },
  "a step moved from before them to behind them": () => {
    const { desk, move } = inside({
      old: stage("send welcome_guide  wait 2 days  stay"),
      next: stage("wait 2 days  send welcome_guide  send deep_dive  stay"),
    });
    move();
    desk.run(desk.now + 3 * DAY);
    expect(sent(desk)).toEqual(["welcome_guide", "deep_dive"]);
  },
  "a decision added before where they stand": () => {
    const added = {
      old: stage("wait 2 days  send deep_dive  stay"),
      next: stage(`${DECIDE}  wait 2 days  send deep_dive  stay`),
    };
    const unsaid = inside(added);
    unsaid.move();
    expect(unsaid.desk.plan.version).toBe(1);
    const { desk, move } = inside({ ...added, map: [{ from: "wait", to: "disqualify" }] });
    move();
    expect(openWork(desk)).toEqual(["disqualify"]);
    const past = inside({ ...added, map: [{ from: "wait", to: "deep_dive" }] });
    past.move();
    expect(past.desk.plan.version).toBe(1);
  },
  "a stage removed": () => {
    const { desk, move } = inside({
      old: stage(`${CALL}  stay`),
      next: `stage other { owner marketing_manager  lasts at most 9 days, then exit gone  wait 1 day  stay }`.replace(
        "stage other",
        "stage second",
      ),
      map: [{ from: "first", to: "second" }],
    });
    move();
    expect(desk.state.stage).toBe("second");
    expect(openWork(desk)).toEqual([]);
    expect(told(desk.journal, "moved")).toHaveLength(1);
  },
  "a stage renamed": () => {
    const old = stage(`${CALL}  stay`);
    const { desk, move } = inside({
      old,
      next: old.replace("stage first", "stage begun"),
      map: [{ from: "first", to: "begun" }],
    });
    const [before] = desk.state.work;
    move();
    expect(desk.state.stage).toBe("begun");
    expect(desk.state.work[0]?.record).toEqual({ ...before?.record, stage: "begun", step: "begun/call" });
    expect(desk.state.boundAt).not.toBeNull();
  },
  "the stage's owner changed": () => {
    const old = stage(`${CALL}  stay`);
    const { desk, move } = inside({ old, next: old.replace("owner marketing_manager", "owner sdr") });
    const holder = desk.state.holder.person;
    const [before] = desk.state.work;
    move();
    expect(desk.state.holder).toEqual({ role: "sdr", person: null });
    expect(desk.state.work[0]?.record.person).toBe(before?.record.person);
    expect(desk.commands).toContainEqual(
      expect.objectContaining({ do: "tell", to: { person: holder }, why: "withdrawn" }),
    );
  },
  "the stage's bound changed": () => {
    const { desk, move } = inside({
      old: stage("stay"),
      next: stage("stay", "lasts at most 90 days, then exit gone"),
    });
    const start = desk.now;
    desk.run(start + 10 * DAY);
    move();
    expect(desk.state.boundAt).toBe(start + 90 * DAY);
    const shorter = inside({
      old: stage("stay"),
      next: stage("stay", "lasts at most 3 days, then exit gone"),
    });
    shorter.desk.run(shorter.desk.now + 10 * DAY);
    shorter.move();
    shorter.desk.run(shorter.desk.now);
    expect(shorter.desk.state.exit).toBe("gone");
  },
  "a ladder changed": () => {
    const old = stage(`${CALL}  stay`);
    const { desk, move } = inside({ old, next: old.replace("on daily", "on prompt") });
    const [before] = desk.state.work;
    move();
    const [after] = desk.state.work;
    expect(after?.ladder).toBe("prompt");
    expect(after?.clockFrom).toBe(before?.clockFrom);
    expect(after?.record.due).not.toBe(before?.record.due);
    expect(after?.rungAt).not.toBeNull();
  },
  "a handover added": () => {
    const baton = `handover baton from first to second { giver marketing_manager  receiver sdr picked by new_business  accountable revops_lead  carries name  accept on prompt  decline needs reason { not_now stay } }`;
    const { desk, move } = inside({
      old: stage("on demo_requested -> second  stay"),
      next: `${stage("on demo_requested -> second through baton  stay")} ${baton}`,
    });
    move();
    desk.event("demo_requested");
    expect(openWork(desk)).toEqual(["baton"]);
    expect(desk.state.stage).toBe("first");
  },
  "a handover removed that is offered": () => {
    const baton = `handover baton from first to second { giver marketing_manager  receiver sdr picked by new_business  accountable revops_lead  carries name  accept on prompt  decline needs reason { not_now stay } }`;
    const { desk, move } = inside({
      old: `${stage("on demo_requested -> second through baton  wait 9 days  stay")} ${baton}`,
      next: stage("on demo_requested -> second  wait 9 days  stay"),
    });
    desk.event("demo_requested");
    move();
    expect(desk.state.offer).toBeNull();
    expect(openWork(desk)).toEqual([]);
    expect(desk.state.stage).toBe("first");
  },
  "an exit added whose condition holds": () => {
    const { desk, move } = inside({
      old: stage("stay"),
      next: `exit known as neutral when company is known ${stage("stay")}`,
    });
    move();
    expect(desk.state.exit).toBe("known");
  },
  "an exit removed": () => {
    const { desk, move } = inside({
      old: `exit met as neutral on demo_held ${stage("stay")}`,
      next: stage("stay"),
    });
    move();
    desk.event("demo_held");
    expect(desk.state.exit).toBeNull();
  },
  "a right's limit changed": () => {
    const { desk, move } = inside({ old: stage(`${DECIDE}  stay`), next: stage(`${DECIDE}  stay`) });
    const before = openWork(desk);
    move();
    expect(openWork(desk)).toEqual(before);
  },
  "an answer or a result removed": () => {
    const { desk, move } = inside({
      old: stage(`task call "Call" by the holder, on daily { reached go on  busy go on }  stay`),
      next: stage(`task call "Call" by the holder, on daily { reached go on  away go on }  stay`),
    });
    move();
    expect(Object.keys(desk.state.work[0]?.record.answers ?? {})).toEqual(["reached", "away"]);
  },
  "a handler added": () => {
    const { desk, move } = inside({
      old: stage("stay"),
      next: stage(`when company is known { tell sdr "Known" }  on demo_held { tell sdr "Held" }  stay`),
    });
    desk.event("demo_held");
    move();
    expect(told(desk.journal, "told")).toHaveLength(1);
    desk.event("demo_held");
    expect(told(desk.journal, "told")).toHaveLength(2);
  },
  "a handler removed": () => {
    const old = stage(`on demo_held { ${CALL} }  stay`);
    const { desk, move } = inside({ old, next: stage("stay"), map: [{ from: "call", to: "stay" }] });
    desk.event("demo_held");
    expect(openWork(desk)).toEqual(["call"]);
    move();
    expect(openWork(desk)).toEqual([]);
    expect(desk.plan.version).toBe(2);
  },
  "an item added to a schedule": () => {
    const at = (days: string) => stage(`at ${days} days after entry { send welcome_guide }  stay`);
    const { desk, move } = inside({ old: at("1, 9"), next: at("1, 3, 9") });
    desk.run(desk.now + 5 * DAY);
    move();
    desk.run(desk.now + DAY);
    expect(sent(desk)).toEqual(["welcome_guide"]);
    desk.run(desk.now + 5 * DAY);
    expect(sent(desk)).toEqual(["welcome_guide", "welcome_guide"]);
  },
  "an approval added to a message (`once approved by`)": () => {
    let asked = 0;
    const send: World["send"] = ({ before: _ }) => {
      asked += 1;
      return asked === 1 ? { is: "deferred", until: desk.now + 2 * DAY, why: "cap" } : { is: "sent" };
    };
    const edit = {
      old: stage("wait 1 day  send welcome_guide  stay"),
      next: stage("wait 1 day  send welcome_guide, once approved by sdr, on daily  stay"),
      world: { send: (command: Parameters<World["send"]>[0]) => send(command) },
    };
    const { desk, move } = inside(edit);
    desk.run(desk.now + DAY);
    move();
    expect(openWork(desk)).toEqual(["welcome_guide"]);
    expect(desk.commands).toContainEqual(expect.objectContaining({ do: "drop" }));
  },
  "a field of its own typed otherwise": () => {
    const keeps = "keeps seen from the latest page_viewed.path";
    const { desk, move } = inside({ old: `${keeps} ${stage("stay")}`, next: stage("stay") });
    desk.event("page_viewed", { path: "/pricing" });
    const plan = desk.plan;
    expect(desk.state.fields.seen).toBe("/pricing");
    expect(plan.own).toMatchObject({ seen: { type: "text" } });
    move();
    expect(desk.plan.version).toBe(2);
  },
  "a field, score or event listened for that was not before": () => {
    const { desk, move } = inside({
      old: stage("stay"),
      next: stage(
        `when demo_held has happened since journey entry { tell sdr "Held" }  when job_title is "CTO" counting blank as no { tell sdr "Boss" }  stay`,
      ),
      world: {
        recall: ({ events, fields, since }) => {
          expect(events).toContain("demo_held");
          expect(fields).toContain("job_title");
          const held = { id: "h1", kind: "demo_held", at: since + HOUR, fields: {} };
          return { fields: { job_title: "CTO" }, fieldsAt: { job_title: since }, bands: {}, events: [held] };
        },
      },
    });
    desk.run(desk.now + DAY);
    move();
    expect(told(desk.journal, "told")).toHaveLength(2);
  },
};

test("each row of the page is a test here, and the other way round", () => {
  expect(Object.keys(EDITS).sort()).toEqual([...ROWS].sort());
});

describe("at once", () => {
  test.each(Object.entries(EDITS))("%s", (_, holds) => holds());
});

test("at the next stage: until then the old version, from then on the new one", () => {
  const old = `${stage(`on demo_requested -> second  wait 2 days  send welcome_guide  stay`)}`;
  const next = `${stage(`on demo_requested -> second  stay`)} ${SECOND.replace("Visit", "Call on")}`;
  const { desk, move } = inside({ old, next }, "next stage");
  move();
  desk.run(desk.now + 3 * DAY);
  expect(sent(desk)).toEqual(["welcome_guide"]);
  expect(desk.plan.version).toBe(1);
  desk.event("demo_requested");
  expect(desk.plan.version).toBe(2);
  expect(desk.state.work[0]?.record.title).toBe("Call on {name}");
  expect(told(desk.journal, "moved")).toHaveLength(1);
});

test("who goes on where they stand is shown there, and no more as between two versions", () => {
  const { desk, move } = inside({ old: stage("wait 2 days  stay"), next: stage("wait 2 days  stay") });
  move();
  expect(desk.plan.version).toBe(2);
  const places = desk.commands.flatMap((command) => (command.do === "place" ? [command.place.awaits] : []));
  expect(places.slice(-2)).toEqual(["the version to change", "time to pass"]);
});
