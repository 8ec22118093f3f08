/** Somebody outside the company, in the machine: docs/language.md, section 3.7. */
import { describe, expect, test } from "vitest";
import type { Command } from "../../../runtime/machine/protocol.ts";
import { BATON, cast, DAY, type Desk, HOUR, openDesk, SECOND, told } from "./play.ts";

const PARTNER = (link = "") =>
  `role partner "The partner" outside { reports to sales_manager  reached at email ${link} }`;
const TAKEN = "at last give to the manager";
const calm = (end: string, first = "after 6 business hours remind") =>
  `ladder calm { within 1 business hour  ${first}  ${end} }`;
const stage = (task: string, handlers = "") =>
  `stage first { owner marketing_manager  lasts at most 20 days, then exit gone  ${handlers} ${task}  stay } ${SECOND} ${BATON}`;
const TASK = stage(
  `task budget "The budget of {name}" by partner, on calm { told go on  not_mine reassign }`,
);
const FIELDS = { email: "ana@lusitania.example" };
const assign = ({ role }: { readonly role: string }) => (role === "partner" ? "ana" : "carla");

const deskOf = (stages: string, ladder: string, link = ""): Desk =>
  openDesk(cast(stages, `${PARTNER(link)} ${ladder}`).plan, { fields: FIELDS, world: { assign } });
const letters = (desk: Desk) =>
  desk.commands.filter(
    (one): one is Extract<Command, { do: "tell" }> => one.do === "tell" && one.link !== undefined,
  );

describe("the last instant at which a link answers, from when it is sent", () => {
  test.each<[name: string, ladder: string, link: string, after: number]>([
    ["as the role says", calm(TAKEN), "link expires after 2 hours", 2 * HOUR],
    [
      "else as long as the ladder leaves it with them",
      calm(TAKEN, "after 2 business hours remind"),
      "",
      2 * HOUR,
    ],
    [
      "which may take the subject back",
      calm("at last take back -> second", "after 2 business hours remind"),
      "",
      2 * HOUR,
    ],
    ["else as long as the stage lasts", calm("at last stays open"), "", 20 * DAY],
    ["also where it is only noted", calm("at last note it"), "", 20 * DAY],
  ])("%s", (_, ladder, link, after) => {
    const desk = deskOf(TASK, ladder, link);
    expect(letters(desk)).toMatchObject([
      { why: "asked", to: { person: "ana" }, text: "The budget of {name}" },
    ]);
    const [letter] = letters(desk);
    expect(letter?.link).toEqual({ work: desk.state.work[0]?.record.id, until: desk.now + after });
    expect(desk.state.work[0]?.linkUntil).toBe(desk.now + after);
  });
});

test("a reminder has a link of its own, which is good from then on", () => {
  const desk = deskOf(
    TASK,
    calm(TAKEN, "after 2 business hours remind  after 4 business hours remind"),
    "link expires after 3 hours",
  );
  const start = desk.now;
  desk.run(start + 2 * HOUR);
  expect(letters(desk).map(({ why, link }) => [why, (link?.until ?? 0) - start])).toEqual([
    ["asked", 3 * HOUR],
    ["remind", 5 * HOUR],
  ]);
});

test("whoever is asked inside has no link, and their reminder none", () => {
  const desk = deskOf(
    stage(`task budget "The budget" by sales_manager, on calm`),
    calm(TAKEN, "after 2 business hours remind"),
  );
  desk.run(desk.now + 3 * HOUR);
  expect(desk.commands.filter((one) => one.do === "tell").map((one) => "link" in one)).toEqual([false]);
  expect(desk.state.work[0]).not.toHaveProperty("linkUntil");
});

test("nobody can be written to while nobody is found, and what is given inside has no link any more", () => {
  const desk = deskOf(TASK, calm(TAKEN, "after 2 business hours remind"));
  desk.run(desk.now + DAY);
  expect(desk.state.work[0]).toMatchObject({ record: { person: "carla" }, linkUntil: null });
  const none = openDesk(cast(TASK, `${PARTNER()} ${calm(TAKEN)}`).plan, { world: { assign: () => null } });
  expect(letters(none)).toEqual([]);
});

describe("the address has changed (rule 6)", () => {
  const moved = (desk: Desk, email: string | null = "rui@lusitania.example", id = "f1") =>
    desk.put({ is: "fields", id, fields: { email } });

  test("whoever is there now is written to, on a new clock, and it is written down", () => {
    const desk = deskOf(TASK, calm("at last give to the manager"), "link expires after 2 hours");
    const start = desk.now;
    desk.run(start + 2 * HOUR);
    expect(desk.state.work[0]).toMatchObject({ breached: true });
    moved(desk);
    expect(letters(desk).map(({ link }) => (link?.until ?? 0) - start)).toEqual([2 * HOUR, 4 * HOUR]);
    expect(desk.state.work[0]).toMatchObject({ breached: false, rung: 0, clockFrom: start + 2 * HOUR });
    expect(desk.journal.at(-1)).toMatchObject({
      what: "reassigned",
      name: "budget",
      step: "first/budget",
      to: "ana",
      why: "email has changed",
    });
    expect(desk.commands.filter((one) => one.do === "open work")).toHaveLength(1);
  });

  test.each<[string, (desk: Desk) => void]>([
    ["to what it was", (desk) => moved(desk, FIELDS.email)],
    ["to blank: there is nobody to write to", (desk) => moved(desk, null)],
    ["of another field", (desk) => desk.put({ is: "fields", id: "f1", fields: { company: "Lusitania" } })],
  ])("not %s", (_, change) => {
    const desk = deskOf(TASK, calm(TAKEN));
    change(desk);
    expect(letters(desk)).toHaveLength(1);
    expect(told(desk.journal, "reassigned")).toEqual([]);
  });

  test("what is with somebody inside stays as it is", () => {
    const desk = deskOf(stage(`task budget "The budget" by sales_manager, on calm`), calm(TAKEN));
    const before = desk.state.work;
    desk.run(desk.now + HOUR / 2);
    moved(desk);
    expect(desk.state.work).toEqual(before);
  });

  test("once more as it goes on, and not while it stands", () => {
    const desk = deskOf(TASK, calm(TAKEN));
    desk.put({ is: "gives way", id: "g1", to: "other", how: "pauses" });
    moved(desk);
    expect(letters(desk)).toHaveLength(1);
  });

  test("not after the end", () => {
    const desk = deskOf(TASK, calm(TAKEN));
    desk.event("deal_lost");
    moved(desk);
    expect(letters(desk)).toHaveLength(1);
  });

  test("with what leads out: nobody is asked for what no longer stands", () => {
    const desk = deskOf(
      stage(
        `task budget "The budget" by partner, on calm`,
        'when email is "rui@lusitania.example" exit done',
      ),
      calm(TAKEN),
    );
    moved(desk);
    expect(desk.state.exit).toBe("done");
    expect(letters(desk)).toHaveLength(1);
  });

  test("what nobody could be asked is asked at once", () => {
    let isThere = false;
    const desk = openDesk(cast(TASK, `${PARTNER()} ${calm(TAKEN)}`).plan, {
      world: { assign: ({ role }) => (role === "partner" && isThere ? "ana" : null) },
    });
    expect(desk.state.work[0]).toMatchObject({ stuck: "ask" });
    isThere = true;
    moved(desk, FIELDS.email);
    expect(desk.state.work[0]).toMatchObject({ stuck: null, record: { person: "ana" } });
    expect(letters(desk)).toHaveLength(1);
    expect(told(desk.journal, "reassigned")).toEqual([]);
  });
});

test("the ladder's last rung counts, of however many, and whatever else is done on it", () => {
  const desk = deskOf(
    TASK,
    calm(
      "after 6 business hours tell the manager  at last give to the manager and tell revops_lead",
      "after 2 business hours remind",
    ),
  );
  expect((letters(desk)[0]?.link?.until ?? 0) - desk.now).toBe(6 * HOUR);
});

test("a clock that waits for an event takes it from nobody yet: the link lasts as long as the stage", () => {
  const counted = TASK.replace("on calm", "on calm, counted from demo_held");
  const desk = deskOf(counted, calm(TAKEN, "after 2 business hours remind"));
  expect(letters(desk)[0]?.link?.until).toBe(desk.now + 20 * DAY);
});

test("what ends by no clock ends after ninety days", () => {
  const bound = "lasts at most 2 hours, then -> second through baton";
  const asks = `on demo_held { task budget "The budget of {name}" by partner, on calm }`;
  const desk = deskOf(
    `stage first { owner marketing_manager  ${bound}  ${asks}  stay } ${SECOND} ${BATON}`,
    calm("at last stays open"),
  );
  desk.run(desk.now + 2 * HOUR);
  expect(desk.state.boundAt).toBeNull();
  desk.event("demo_held");
  expect(letters(desk)[0]?.link?.until).toBe(desk.now + 90 * DAY);
});

describe("an answer that brings another address", () => {
  const answers = (desk: Desk, result: string): void => {
    const evidence = { email: "rui@lusitania.example" };
    desk.act("ana", ["partner"], { do: "complete", name: "budget", result, evidence });
  };
  const NEEDS = TASK.replace(
    "told go on  not_mine reassign",
    "told needs email go on  not_mine needs email reassign",
  );

  test("is an answer: nobody is asked again", () => {
    const desk = deskOf(NEEDS, calm(TAKEN));
    answers(desk, "told");
    expect(desk.state).toMatchObject({ work: [], fields: { email: "rui@lusitania.example" } });
    expect(letters(desk)).toHaveLength(1);
  });

  test("or passes it on: whoever is found then is asked, and once", () => {
    const desk = deskOf(NEEDS, calm(TAKEN));
    answers(desk, "not_mine");
    expect(told(desk.journal, "reassigned")).toHaveLength(1);
    expect(letters(desk)).toHaveLength(2);
  });
});

test("only what is asked at that address is asked anew", () => {
  const { plan } = cast(TASK, `${PARTNER()} ${calm(TAKEN)}`);
  const { partner, ...roles } = plan.roles;
  if (partner === undefined) throw new Error("nobody is outside");
  const elsewhere = { ...partner, outside: { at: "company" } };
  const reads = { ...plan.reads, fields: ["email", "company"] };
  const desk = openDesk(
    { ...plan, reads, roles: { ...roles, partner: elsewhere } },
    { fields: FIELDS, world: { assign } },
  );
  desk.put({ is: "fields", id: "f1", fields: { email: "rui@lusitania.example" } });
  expect(letters(desk)).toHaveLength(1);
  desk.put({ is: "fields", id: "f2", fields: { company: "Lusitania" } });
  expect(letters(desk)).toHaveLength(2);
});

test("who is given the subject by somebody who has left is told, and asked nothing that a link could answer", () => {
  const given = `stage first { owner sdr  lasts at most 20 days, then exit gone  on holder left give to partner  task call "Call" by the holder, on daily  stay } ${SECOND} ${BATON}`;
  const desk = openDesk(cast(given, `${PARTNER()} ${calm(TAKEN)}`).plan, {
    fields: FIELDS,
    world: { assign: ({ role }) => (role === "partner" ? "ana" : "anna") },
  });
  desk.put({ is: "left", id: "left", person: "anna", roles: [] });
  expect(desk.state.holder).toMatchObject({ person: "ana" });
  expect(letters(desk).map(({ text }) => text)).toEqual(["Call"]);
});
