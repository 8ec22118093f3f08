/** What is offered when a later version is taken over: the same offer, or none any more (docs/language.md, rules 5 and 14). */
import { describe, expect, test } from "vitest";
import { DAY, type Desk, HOUR } from "./play.ts";
import {
  type Edit,
  first,
  inside,
  type Moved,
  openWork,
  SECOND,
  trackNamed,
  workNamed,
} from "./two-versions.ts";

const SDR = ["sdr"];
const DECLINE = "decline needs reason { not_now stay  elsewhere reassign }";
const PROMPT = "accept on prompt";

interface Baton {
  readonly name?: string;
  readonly receiver?: string;
  readonly carries?: string;
  readonly lines?: string;
  readonly accept?: string;
  readonly decline?: string;
  readonly to?: string;
}
const baton = ({
  name = "baton",
  receiver = "sdr picked by new_business",
  carries = "name",
  lines = "",
  accept = PROMPT,
  decline = DECLINE,
  to = "second",
}: Baton = {}): string =>
  `handover ${name} from first to ${to} { giver marketing_manager  receiver ${receiver}  accountable revops_lead
     carries ${carries}  ${lines}  ${accept}  ${decline} }`;
const AT_ONCE = baton({ receiver: "sdr at once", accept: "", decline: "" });

const MAIN = "on demo_requested -> second through baton  wait 9 days  send deep_dive  stay";
const journey = (handovers: string, main = MAIN, second = SECOND): string =>
  `${first(main)} ${second} ${handovers}`;

interface Offered {
  readonly edit: Edit;
  readonly before?: (desk: Desk) => void;
}

/** Offered an hour after the entry, told of the second version an hour later. */
function offered({ edit, before = () => undefined }: Offered): ReturnType<typeof inside> & { moved: Moved } {
  const all = inside(edit);
  const { desk } = all;
  desk.run(desk.now + HOUR);
  desk.event("demo_requested");
  before(desk);
  desk.run(desk.now + HOUR);
  return { ...all, moved: all.move() };
}
const edit = (old: string, next: string, more: Omit<Edit, "old" | "next"> = {}): Edit => ({
  old: journey(old),
  next: journey(next),
  ...more,
});
const accept = (desk: Desk): void => {
  desk.act("anna", SDR, { do: "accept", name: "baton" });
};
const MIGRATED = "migrated version 2 as version 1";

describe("an offer that stands", () => {
  test("goes on as it is where nothing about it has changed", () => {
    const { desk, moved } = offered({ edit: edit(baton(), baton()) });
    expect(moved).toMatchObject({ did: [], wrote: [MIGRATED] });
    expect(desk.state.offer).toMatchObject({ handover: "baton", phase: "offered" });
    accept(desk);
    expect(desk.state).toMatchObject({ stage: "second", holder: { role: "sdr", person: "anna" } });
  });

  test("has its words, what it carries, and the reasons for which it may be declined, from the later version", () => {
    const { desk, moved } = offered({
      edit: edit(
        baton(),
        baton({
          name: 'baton "Take {name}"',
          carries: "name, company",
          decline: "decline needs reason { later stay }",
        }),
      ),
    });
    expect(moved.did).toEqual(["ask anna for baton: Take {name} (accept, later)"]);
    expect(workNamed(desk, "baton").record).toMatchObject({
      answers: { accept: [], later: ["reason"] },
      carries: [
        { kind: "field", name: "name" },
        { kind: "field", name: "company" },
      ],
      step: "baton",
      name: "baton",
    });
  });

  test("has its ladder, from when the clock began, and stays with whoever has been asked", () => {
    const { desk, moved } = offered({
      edit: edit(baton(), baton({ accept: "accept on daily", receiver: "sales_manager" })),
    });
    expect(moved.did).toHaveLength(1);
    const work = workNamed(desk, "baton");
    expect(work).toMatchObject({ ladder: "daily", track: "offer", clockFrom: desk.now - HOUR });
    expect(work.record).toMatchObject({ person: "anna", due: desk.now - HOUR + DAY });
  });

  test("leads to the stage by the name that it has now", () => {
    const { desk } = offered({
      edit: {
        old: journey(baton()),
        next: journey(
          baton({ to: "third" }),
          MAIN.replace("second", "third"),
          SECOND.replace("second", "third"),
        ),
        map: [{ from: "second", to: "third" }],
      },
    });
    expect(desk.state.offer?.leave).toMatchObject({ to: "stage", stage: "third", through: "baton" });
    accept(desk);
    expect(desk.state.stage).toBe("third");
  });

  test("is withdrawn where there is no such handover: the subject stays, and what was paused goes on", () => {
    const { desk, moved } = offered({
      edit: { old: journey(baton()), next: journey("", MAIN.replace(" through baton", "")) },
    });
    const why = "version 2 has no handover baton to second";
    expect(moved.did).toEqual(["close baton as withdrawn", "tell anna: No longer needed: baton"]);
    expect(moved.wrote).toEqual([MIGRATED, `withdrawn baton to anna because ${why}`]);
    expect(desk.state).toMatchObject({ offer: null, stage: "first", work: [] });
    // It began an hour before the offer, which stood for one.
    expect(trackNamed(desk).waits).toMatchObject({ until: desk.now - 2 * HOUR + 9 * DAY + HOUR });
  });

  test("is withdrawn where the stage that it leads to is gone, and nothing stands in its place", () => {
    const { desk, moved } = offered({
      edit: {
        old: journey(baton()),
        next: journey(
          baton({ to: "third" }),
          MAIN.replace("second", "third"),
          SECOND.replace("second", "third"),
        ),
      },
    });
    expect(moved.wrote[1]).toBe("withdrawn baton to anna because version 2 has no handover baton to second");
    expect(desk.state).toMatchObject({ offer: null, stage: "first" });
  });

  test("withdrawn, a bound that led to it runs once more", () => {
    const bound = "lasts at most 3 hours, then -> second through baton";
    const all = inside({
      old: `${first("stay", { bound })} ${SECOND} ${baton()}`,
      next: `${first("stay", { bound: bound.replace("baton", "other") })} ${SECOND} ${baton({ name: "other" })}`,
    });
    all.desk.run(all.desk.now + 4 * HOUR);
    expect(all.desk.state).toMatchObject({ boundAt: null, offer: { handover: "baton" } });
    all.move();
    expect(all.desk.state).toMatchObject({ boundAt: all.desk.now + 3 * HOUR, offer: null });
  });

  test("whoever has taken it already learns that it does not come", () => {
    const gates = "moves after demo_held, else ask the giver, on daily";
    const { desk, moved } = offered({
      edit: { old: journey(baton({ lines: gates })), next: journey("", MAIN.replace(" through baton", "")) },
      before: accept,
    });
    expect(moved.did).toContain("tell anna: No longer needed: baton");
    expect(desk.state).toMatchObject({ offer: null, stage: "first" });
  });

  test("needs no acceptance any more: it moves, and nobody is asked", () => {
    const { desk, moved } = offered({ edit: edit(baton(), AT_ONCE) });
    expect(moved.did).toEqual([
      "close baton as withdrawn",
      "tell anna: No longer needed: baton",
      "find sdr for visit",
    ]);
    expect(moved.wrote.slice(1, 3)).toEqual([
      "withdrawn baton to anna because version 2 gives it at once",
      "moved second as first to sdr because through baton",
    ]);
    expect(desk.state).toMatchObject({ stage: "second", offer: null });
  });

  test("nobody of whoever was asked is known any more: it is offered once more", () => {
    const more = 'role closer "Closer" { hours nordic  reports to sales_manager }';
    const { desk, moved } = offered({
      edit: edit(baton({ receiver: "closer" }), baton(), {
        more,
        world: { assign: ({ role }) => (role === "closer" ? "elsa" : "anna") },
      }),
    });
    expect(moved.did).toEqual([
      "close baton as withdrawn",
      "tell elsa: No longer needed: baton",
      "find sdr for baton",
    ]);
    expect(moved.wrote).toEqual([
      MIGRATED,
      "withdrawn baton to elsa because version 2 asks somebody else",
      "offered baton to anna",
    ]);
    expect(desk.state.offer).toMatchObject({ phase: "offered", handover: "baton" });
    accept(desk);
    expect(desk.state.stage).toBe("second");
  });
});

describe("before it is offered", () => {
  const BLANK = "name, amount";
  const asked = "close baton as withdrawn";

  test("what it carries and is blank is asked for on, with the clock that runs", () => {
    const { desk, moved } = offered({
      edit: edit(baton({ carries: BLANK }), baton({ carries: BLANK, accept: "accept on daily" })),
    });
    expect(moved.did).toEqual(["ask ida for baton: Fill in amount (filled)"]);
    expect(workNamed(desk, "baton")).toMatchObject({
      ladder: "daily",
      record: { due: desk.now - HOUR + DAY },
    });
    expect(desk.state.offer).toMatchObject({ phase: "carried" });
  });

  test("where it carries nothing that is blank any more it is offered", () => {
    const { desk, moved } = offered({ edit: edit(baton({ carries: BLANK }), baton()) });
    expect(moved.did).toEqual(["close baton as filled", "find sdr for baton"]);
    expect(desk.state.offer).toMatchObject({ phase: "offered" });
  });

  test("where it is given at once nobody is asked for what is blank", () => {
    const { desk, moved } = offered({
      edit: edit(
        baton({ carries: BLANK }),
        baton({ carries: BLANK, receiver: "sdr at once", accept: "", decline: "" }),
      ),
    });
    expect(moved.did.slice(0, 2)).toEqual([asked, "tell ida: No longer needed: Fill in amount"]);
    expect(desk.state).toMatchObject({ stage: "second", offer: null });
  });

  const needs = (ladder: string, what = "amount is known"): string =>
    `offer needs ${what}, else ask sales_manager, on ${ladder}`;
  test("what the offer needs is asked for on, on the ladder that the later version says", () => {
    const { desk, moved } = offered({
      edit: edit(baton({ lines: needs("prompt") }), baton({ lines: needs("daily") })),
    });
    expect(moved.did).toEqual(["ask carla for baton: What `baton` needs before it is offered (filled)"]);
    expect(workNamed(desk, "baton")).toMatchObject({ ladder: "daily" });
    expect(desk.state.offer).toMatchObject({ phase: "needs" });
  });

  test("where it needs nothing any more it is offered", () => {
    const { desk, moved } = offered({ edit: edit(baton({ lines: needs("prompt") }), baton()) });
    expect(moved.did).toEqual(["close baton as filled", "find sdr for baton"]);
    expect(desk.state.offer).toMatchObject({ phase: "offered" });
  });

  test("where whoever was asked is of no role any more another is", () => {
    const more = 'role closer "Closer" { hours nordic  reports to sales_manager }';
    const { desk, moved } = offered({
      edit: edit(
        baton({ lines: needs("prompt").replace("sales_manager", "closer") }),
        baton({ lines: needs("prompt") }),
        {
          more,
          world: { assign: ({ role }) => (role === "closer" ? "elsa" : "carla") },
        },
      ),
    });
    expect(moved.did.slice(0, 1)).toEqual([asked]);
    expect(moved.wrote.slice(1)).toEqual([
      "withdrawn baton to elsa because version 2 asks somebody else",
      "asked baton to carla",
    ]);
    expect(desk.state.offer).toMatchObject({ phase: "needs" });
    expect(openWork(desk)).toEqual(["baton"]);
  });
});

describe("once it has been accepted", () => {
  const gates = (ladder: string, event = "demo_held"): string =>
    `moves after ${event}, else ask the giver, on ${ladder}`;

  test("it waits for what it waited for, and is asked for on the ladder that the later version says", () => {
    const { desk, moved } = offered({
      edit: edit(baton({ lines: gates("prompt") }), baton({ lines: gates("daily") })),
      before: accept,
    });
    expect(moved.did).toEqual(["ask ida for baton: Before it moves: demo_held ()"]);
    expect(workNamed(desk, "baton")).toMatchObject({ ladder: "daily" });
    desk.event("demo_held");
    expect(desk.state).toMatchObject({ stage: "second", holder: { person: "anna" } });
  });

  test("it moves at once where it waits for nothing any more", () => {
    const { desk, moved } = offered({
      edit: edit(baton({ lines: gates("prompt") }), baton()),
      before: accept,
    });
    expect(moved.did.slice(0, 2)).toEqual([
      "close baton as withdrawn",
      "tell ida: No longer needed: Before it moves: demo_held",
    ]);
    expect(desk.state).toMatchObject({ stage: "second", holder: { role: "sdr", person: "anna" } });
  });

  test("it is not given at once, but waits, though it needs no acceptance any more", () => {
    const { desk, moved } = offered({
      edit: edit(
        baton({ lines: gates("prompt") }),
        baton({ lines: gates("prompt"), receiver: "sdr at once", accept: "", decline: "" }),
      ),
      before: accept,
    });
    expect(moved.did).toEqual([]);
    expect(desk.state).toMatchObject({ stage: "first", offer: { phase: "gates", receiver: "anna" } });
  });
});

describe("what a decline has led to", () => {
  const STEPS = 'decline needs reason { not_now { task why "Why" by the holder, on daily } }';
  const declined = (desk: Desk): void => {
    desk.act("anna", SDR, { do: "decline", name: "baton", reason: "not_now", evidence: { reason: "no" } });
  };

  test("goes on, and the subject stays once it is over", () => {
    const { desk, moved } = offered({
      edit: edit(baton({ decline: STEPS }), baton({ decline: STEPS })),
      before: declined,
    });
    expect(moved.did).toEqual([]);
    expect(desk.state.offer).toMatchObject({ phase: "declined" });
    desk.act("ida", ["marketing_manager"], { do: "complete", name: "why", result: null, evidence: {} });
    expect(desk.state).toMatchObject({ offer: null, stage: "first" });
  });

  test("is over where its step is gone, and the subject stays", () => {
    const { desk, moved } = offered({
      edit: edit(baton({ decline: STEPS }), baton(), { map: [{ from: "why", to: "stay" }] }),
      before: declined,
    });
    expect(moved.did).toEqual(["close why as withdrawn", "tell ida: No longer needed: Why"]);
    expect(desk.state).toMatchObject({ offer: null, stage: "first" });
    expect(trackNamed(desk).waits).toMatchObject({ until: desk.now - 2 * HOUR + 9 * DAY + HOUR });
  });
});

describe("tracks that wait for what comes of an offer", () => {
  const OTHER = baton({ name: "other" });
  const TASK = 'task pitch "Pitch" by the holder, on daily { good -> second through baton }';
  const pitched = (desk: Desk): void => {
    desk.act("ida", ["marketing_manager"], { do: "complete", name: "pitch", result: "good", evidence: {} });
  };
  const decline = (desk: Desk): void => {
    desk.act("anna", SDR, { do: "decline", name: "baton", reason: "not_now", evidence: { reason: "no" } });
  };

  test("the task that led to it is asked again by the name that it has now", () => {
    const { desk } = offered({
      edit: {
        old: journey(baton(), TASK),
        next: journey(baton(), TASK.replace("pitch", "tell_more")),
        map: [{ from: "pitch", to: "tell_more" }],
      },
      before: pitched,
    });
    expect(desk.plan.version).toBe(2);
    decline(desk);
    expect(openWork(desk)).toEqual(["tell_more"]);
  });

  test("and not where it is gone: the track has come to its end", () => {
    const { desk } = offered({
      edit: {
        old: journey(baton(), TASK),
        next: journey(baton(), "on demo_requested -> second through baton  stay"),
        map: [{ from: "pitch", to: "stay" }],
      },
      before: pitched,
    });
    expect(desk.plan.version).toBe(2);
    decline(desk);
    expect(desk.state).toMatchObject({ work: [], tracks: [], offer: null, stage: "first" });
  });

  const behind = (through: string, to = "second"): string =>
    `on demo_requested -> ${to} through baton  on webinar_attended { wait 30 minutes  -> ${to}${through} }  stay`;
  const late = (desk: Desk): void => {
    desk.event("webinar_attended");
    desk.run(desk.now + HOUR / 2);
  };

  test("one that wanted another handover has its turn", () => {
    const text = journey(`${baton()} ${OTHER}`, behind(" through other"));
    const { desk } = offered({ edit: { old: text, next: text }, before: late });
    decline(desk);
    expect(desk.state.offer).toMatchObject({ handover: "other" });
  });

  test("to the stage by the name that it has now", () => {
    const { desk } = offered({
      edit: {
        old: journey(`${baton()} ${OTHER}`, behind(" through other")),
        next: journey(
          `${baton({ to: "third" })} ${baton({ name: "other", to: "third" })}`,
          behind(" through other", "third"),
          SECOND.replace("second", "third"),
        ),
        map: [{ from: "second", to: "third" }],
      },
      before: late,
    });
    decline(desk);
    expect(desk.state.offer).toMatchObject({ handover: "other", leave: { stage: "third" } });
  });

  test.each<[string, string]>([
    ["and not where there is no such handover any more", journey(baton(), behind(""))],
    [
      "nor where there is no such stage",
      `${first(behind(" through other", "third").replace("-> third through baton", "-> second through baton"))} ${SECOND}
       ${SECOND.replace("second", "third")} ${baton()} ${baton({ name: "other", to: "third" })}`,
    ],
  ])("%s", (name, text) => {
    const isStage = name.includes("stage");
    const old = isStage ? text : journey(`${baton()} ${OTHER}`, behind(" through other"));
    const next = isStage ? journey(baton(), behind("")) : text;
    const { desk } = offered({ edit: { old, next }, before: late });
    expect(desk.plan.version).toBe(2);
    decline(desk);
    expect(desk.state).toMatchObject({ offer: null, stage: "first", tracks: [] });
  });
});
