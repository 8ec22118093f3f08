/** Taking over a later version: the stage, its holder and its bound, and what is known (docs/language.md, rule 14). */
import { describe, expect, test } from "vitest";
import type { FieldType, Plan, Value } from "../../../compiler/plan.ts";
import type { Event, Recalled } from "../../../runtime/machine/protocol.ts";
import { BATON, DAY, type Desk, HOUR } from "./play.ts";
import { during, type Edit, first, inside, openWork, SECOND, sent, trackNamed } from "./two-versions.ts";

const MIGRATED = "migrated version 2 as version 1";
const SDR = ["sdr"];
const CALL = 'task call "Call" by the holder, on daily';

describe("where the stage is entered anew", () => {
  const GONE = "first is gone in version 2";
  const to = { map: [{ from: "first", to: "second" }] };
  const leaves = (content: string, every = "", more: Omit<Edit, "old" | "next"> = {}) =>
    inside({ old: `${every} ${first(content)} ${SECOND}`, next: `${every} ${SECOND}`, ...to, ...more });

  test("what belongs to the stage is withdrawn, in words, and the next one is entered", () => {
    const { desk, move } = leaves(`${CALL}  stay`);
    desk.run(desk.now + HOUR);
    const { did, wrote } = move();
    expect(did).toEqual([
      "close call as withdrawn",
      "tell ida: No longer needed: Call",
      "find sdr for visit",
    ]);
    expect(wrote).toEqual([
      MIGRATED,
      `withdrawn call to ida because ${GONE}`,
      `withdrawn first/call because ${GONE}`,
      `moved second as first to sdr because ${GONE}`,
      "asked visit to anna",
    ]);
    expect(desk.state).toMatchObject({
      stage: "second",
      visit: 2,
      stageAt: desk.now,
      boundAt: desk.now + 10 * DAY,
      holder: { role: "sdr", person: "anna" },
    });
    expect(desk.state.moving).toBeUndefined();
    expect(openWork(desk)).toEqual(["visit"]);
  });

  test("what is done on the way out is not: it was not the journey that led on", () => {
    const { desk, move } = leaves('on leaving this stage { tell sdr "gone" }  wait 9 days  stay');
    expect(move().did).toEqual(["find sdr for visit"]);
    expect(desk.state.stage).toBe("second");
  });

  test("tracks together are closed once, with what they have put off", () => {
    const never = { is: "deferred", until: Number.MAX_SAFE_INTEGER, why: "cap" } as const;
    const { move } = leaves(
      "together up to 9 days until all { a { send welcome_guide } b { wait 2 days } none go on }  stay",
      "",
      { world: { send: () => never } },
    );
    const { did, wrote } = move();
    expect(did).toEqual(["drop first/together/a/welcome_guide", "find sdr for visit"]);
    expect(wrote.slice(1, -2)).toEqual([`withdrawn first/together because ${GONE}`]);
  });

  test("what a track has sent that has come to its end goes out no more, if it has not", () => {
    const { desk, move } = leaves("send welcome_guide  stay");
    expect(desk.state.tracks).toEqual([]);
    expect(move().did).toEqual(["drop what main sent", "find sdr for visit"]);
    expect(desk.state.unsent).toEqual([]);
  });

  test("an offer is withdrawn", () => {
    const { desk, move } = inside({
      old: `${first("on demo_requested -> second through baton  stay")} ${SECOND} ${BATON}`,
      next: `${first("stay", { name: "other" })} ${SECOND}`,
      ...to,
    });
    desk.event("demo_requested");
    const { wrote } = move();
    expect(wrote).toContain(`withdrawn baton to anna because ${GONE}`);
    expect(desk.state).toMatchObject({ stage: "second", offer: null });
  });

  const EVERY =
    'in every stage { on demo_held { task look "Look" by finance_lead, on daily  tell sdr "Looked" } }';
  test("what stands in every stage goes on, with all that it has asked", () => {
    const { desk, move } = leaves("stay", EVERY);
    desk.event("demo_held");
    const { did } = move();
    expect(did).toEqual(["ask finn for look: Look (done)", "find sdr for visit"]);
    expect(openWork(desk)).toEqual(["look", "visit"]);
    desk.act("finn", ["finance_lead"], { do: "complete", name: "look", result: null, evidence: {} });
    expect(desk.commands).toContainEqual(expect.objectContaining({ do: "tell", text: "Looked" }));
  });

  test("save what has led to the offer that is withdrawn: it listens again", () => {
    const every = 'in every stage { on demo_held { tell sdr "Held"  wait 1 hour  -> second through baton } }';
    const { desk, move } = inside({
      old: `${every} ${first("stay")} ${SECOND} ${BATON}`,
      next: `${every} ${first("stay", { name: "other" })} ${SECOND} ${BATON.replaceAll("first", "other")}`,
      map: [{ from: "first", to: "second" }],
    });
    desk.event("demo_held");
    desk.run(desk.now + HOUR);
    expect(desk.state.offer).not.toBeNull();
    move();
    expect(desk.state.tracks.map(({ id }) => id)).toEqual(["main"]);
    const { did } = during(desk, () => desk.event("demo_held"));
    expect(did).toEqual(["tell sdr: Held"]);
  });

  test("one step of it may lead there alone", () => {
    const edit = {
      old: `${first("wait 2 days  wait 3 days  stay")} ${SECOND}`,
      next: `${first("wait 2 days  stay")} ${SECOND}`,
    };
    const map = [{ from: "wait_2", to: "second" }];
    const still = inside({ ...edit, map });
    still.move();
    expect(still.desk.state.stage).toBe("first");
    const gone = inside({ ...edit, map });
    gone.desk.run(gone.desk.now + 2 * DAY);
    const { wrote } = gone.move();
    expect(wrote).toContain("moved second as first to sdr because first/wait~2 is gone in version 2");
    expect(gone.desk.state.stage).toBe("second");
  });

  test("save for a track that waits for what comes of an offer: it stands where the offer does", () => {
    const pitch = 'task pitch "Pitch" by the holder, on daily { good -> second through baton }';
    const { desk, move } = inside({
      old: `${first(pitch)} ${SECOND} ${BATON}`,
      next: `${first("wait 9 days  -> second through baton")} ${SECOND} ${BATON}`,
      map: [{ from: "pitch", to: "second" }],
    });
    desk.act("ida", ["marketing_manager"], { do: "complete", name: "pitch", result: "good", evidence: {} });
    const { offer } = desk.state;
    expect(move()).toMatchObject({ did: [], wrote: [MIGRATED] });
    expect(desk.state).toMatchObject({ stage: "first", offer });
  });

  test("a search for a holder is over", () => {
    const { desk, move } = leaves(`${CALL}  stay`, "", {
      world: { assign: ({ work }) => (work.kind === "hold" ? null : "ida") },
    });
    desk.put({ is: "left", id: "left", person: "ida", roles: [] });
    expect(openWork(desk)).toContain("first");
    move();
    expect(openWork(desk)).toEqual(["visit"]);
  });
});

// ── The holder ────────────────────────────────────────────────────────────────────────────────────────────

describe("who holds (rule 1)", () => {
  const owned = (owner: string, steps = `${CALL}  stay`): string => `${first(steps, { owner })} ${SECOND}`;
  const edit = { old: owned("marketing_manager"), next: owned("finance_lead") };

  test("the role that owns the stage by now; the former holder is told, and keeps what they were asked", () => {
    const { desk, move } = inside(edit);
    const { did, wrote } = move();
    expect(did).toEqual(["tell ida: You no longer hold it: first"]);
    expect(wrote).toEqual([
      MIGRATED,
      "given first to finance_lead because finance_lead owns it now, in the place of marketing_manager",
    ]);
    expect(desk.state.holder).toEqual({ role: "finance_lead", person: null });
    expect(desk.state.work[0]?.record.person).toBe("ida");
  });

  test("whoever of that role held this subject before holds it again", () => {
    const back = (owner: string): string =>
      `${first(`${CALL}  on demo_requested -> second  stay`)}
       stage second { owner ${owner}  lasts at most 10 days, then exit gone  stay }`;
    const { desk, move } = inside({ old: back("sdr"), next: back("marketing_manager") });
    desk.event("demo_requested");
    const { did, wrote } = move();
    expect(desk.state.holder).toEqual({ role: "marketing_manager", person: "ida" });
    expect(did).toEqual([]);
    expect(wrote[1]).toBe("given second to ida because marketing_manager owns it now, in the place of sdr");
  });

  test("who holds by another role and is the same person is told nothing", () => {
    const world = { assign: () => "ida" };
    const back = (owner: string): string =>
      `${first(`${CALL}  on demo_requested -> second  stay`)}
       stage second { owner ${owner}  lasts at most 10 days, then exit gone  ${CALL}  tell sdr "x"  stay }`;
    const { desk, move } = inside({ old: back("sdr"), next: back("marketing_manager"), world });
    desk.event("demo_requested");
    expect(desk.state.holder).toEqual({ role: "sdr", person: "ida" });
    const { did, wrote } = move();
    expect(did).toEqual([]);
    expect(wrote[1]).toContain("given second to ida");
  });

  test("nobody has held it: the role does, and nobody is told", () => {
    const { desk, move } = inside({
      old: owned("marketing_manager", "stay"),
      next: owned("finance_lead", "stay"),
    });
    expect(move().did).toEqual([]);
    expect(desk.state.holder).toEqual({ role: "finance_lead", person: null });
  });

  test("the same role: nothing is written down, and whoever holds it holds it on", () => {
    const { desk, move } = inside({ old: edit.old, next: edit.old });
    expect(move()).toMatchObject({ did: [], wrote: [MIGRATED] });
    expect(desk.state.holder).toEqual({ role: "marketing_manager", person: "ida" });
  });

  test("whoever was found in the place of the role holds it on in that, as long as it is known", () => {
    const found = {
      assign: ({ role }: { readonly role: string }) => (role === "revops_lead" ? "dag" : null),
    };
    const text = owned("finance_lead");
    const kept = inside({ old: text, next: text, world: found });
    expect(kept.desk.state.holder).toEqual({ role: "finance_lead", person: "dag", as: "revops_lead" });
    kept.move();
    expect(kept.desk.state.holder).toEqual({ role: "finance_lead", person: "dag", as: "revops_lead" });
    expect(kept.desk.state.standIns).toEqual({ finance_lead: "revops_lead" });
    const without = (plan: Plan): Plan => {
      const { revops_lead: _, ...roles } = plan.roles;
      return { ...plan, roles, calendars: plan.calendars };
    };
    const lost = inside({ old: text, next: text, world: found, alterNext: without });
    lost.move();
    expect(lost.desk.state.holder).toEqual({ role: "finance_lead", person: "dag" });
    expect(lost.desk.state.standIns).toEqual({});
  });

  test("a search for a holder goes on for the role that owns the stage by now, where its own is gone", () => {
    const closer = 'role closer "Closer" { hours nordic  reports to sales_manager }';
    const nobody = {
      assign: ({ role, work }: { readonly role: string; readonly work: { readonly kind: string } }) =>
        work.kind === "hold" ? null : role === "closer" ? "elsa" : "ida",
    };
    const { desk, move } = inside({
      old: owned("closer")
        .replace("stay", "on holder left reassign  stay")
        .replace(`${CALL}  on holder left reassign  stay`, `on holder left reassign  ${CALL}  stay`),
      next: owned("sdr", "on holder left reassign  wait 20 days  stay"),
      more: closer,
      moreNext: closer,
      map: [{ from: "call", to: "wait" }],
      world: nobody,
      alterNext: (plan) => {
        const { closer: _, ...roles } = plan.roles;
        return { ...plan, roles };
      },
    });
    desk.put({ is: "left", id: "left", person: "elsa", roles: [] });
    expect(desk.state.work.map(({ record }) => record.kind)).toContain("hold");
    move();
    const search = desk.state.work.find(({ record }) => record.kind === "hold");
    expect(search).toMatchObject({ firstRole: "sdr", record: { role: "sdr" } });
  });
});

// ── The bound ─────────────────────────────────────────────────────────────────────────────────────────────

describe("how long the stage lasts (rule 4)", () => {
  const lasting = (bound: string, owner = "marketing_manager", steps = "stay"): string =>
    `${first(steps, { bound, owner })} ${SECOND}`;
  const ALWAYS =
    'calendar always { zone "Europe/Copenhagen"  open mon to sun 00:00 to 24:00 } role night "Night" { hours always  reports to revops_lead }';
  const most = (length: string): string => `lasts at most ${length}, then exit gone`;

  test.each<[name: string, old: string, next: string, days: number]>([
    ["longer", most("60 days"), most("90 days"), 90],
    ["shorter", most("60 days"), most("30 days"), 30],
    ["the same", most("60 days"), most("60 days"), 60],
    [
      "until a moment, and until another one",
      "lasts until 20 days after entry, then exit gone",
      "lasts until 30 days after entry, then exit gone",
      30,
    ],
    ["until a moment by now", most("60 days"), "lasts until 20 days after entry, then exit gone", 20],
    [
      "a length by now, and a moment before",
      "lasts until 20 days after entry, then exit gone",
      most("30 days"),
      30,
    ],
    ["resting before", "rests, reviewed every 50 days", most("30 days"), 30],
    ["resting by now: from now on", most("60 days"), "rests, reviewed every 30 days", 36],
    [
      "resting, and reviewed less often by now: as was to be",
      "rests, reviewed every 20 days",
      "rests, reviewed every 40 days",
      20,
    ],
    [
      "resting, and reviewed more often by now: from now on",
      "rests, reviewed every 20 days",
      "rests, reviewed every 3 days",
      9,
    ],
  ])("%s: counted from the entry", (_, old, next, days) => {
    const { desk, move } = inside({ old: lasting(old), next: lasting(next) });
    const start = desk.now;
    desk.run(start + 6 * DAY);
    move();
    expect(((desk.state.boundAt ?? 0) - start) / DAY).toBe(days);
  });

  test("in the hours of the role that owns it by now", () => {
    const bound = most("20 business hours");
    const { desk, move } = inside({ old: lasting(bound), next: lasting(bound, "night"), more: ALWAYS });
    const start = desk.now;
    desk.run(start + HOUR);
    move();
    expect(desk.state.boundAt).toBe(start + 20 * HOUR);
  });

  test("one that has sent the subject on is not counted once more", () => {
    const through = (days: number): string =>
      `${first("stay", { bound: `lasts at most ${days} days, then -> second through baton` })} ${SECOND} ${BATON}`;
    const { desk, move } = inside({ old: through(2), next: through(1) });
    desk.run(desk.now + 2 * DAY + HOUR);
    expect(desk.state).toMatchObject({ boundAt: null, offer: { handover: "baton" } });
    move();
    expect(desk.state).toMatchObject({ boundAt: null, offer: { handover: "baton" } });
  });

  test("nor one that counts anew since what it led to came back", () => {
    const through = (days: number): string =>
      `${first("stay", { bound: `lasts at most ${days} days, then -> second through baton` })} ${SECOND} ${BATON}`;
    const { desk, move } = inside({ old: through(2), next: through(1) });
    desk.run(desk.now + 2 * DAY + HOUR);
    desk.act("anna", SDR, { do: "decline", name: "baton", reason: "not_now", evidence: { reason: "no" } });
    const { boundAt } = desk.state;
    expect(boundAt).toBe(desk.now + 2 * DAY);
    move();
    expect(desk.state.boundAt).toBe(boundAt);
  });

  const until = (days: number, owner = "marketing_manager"): string =>
    `${first("stay", { owner, bound: `lasts until ${days} days after entry, then -> second through baton` })} ${SECOND} ${BATON}`;
  test("a moment that has sent the subject on does not once more, whoever owns the stage by now", () => {
    const { desk, move } = inside({ old: until(2), next: until(2, "finance_lead") });
    desk.run(desk.now + 2 * DAY + HOUR);
    const { offer } = desk.state;
    move();
    expect(desk.state.boundAt).toBeNull();
    desk.run(desk.now);
    expect(desk.state.offer).toEqual(offer);
  });

  test("another moment does", () => {
    const { desk, move } = inside({ old: until(2), next: until(9) });
    const start = desk.now;
    desk.run(start + 2 * DAY + HOUR);
    move();
    expect(desk.state).toMatchObject({ boundAt: start + 9 * DAY, boundMet: null });
  });

  test("one that nobody can say: until the goal, and whoever fills in the data is told", () => {
    const { desk, move } = inside({
      old: lasting(most("60 days")),
      next: lasting("lasts until 20 days after demo_held, then exit gone"),
    });
    const { did, wrote } = move();
    const why = "the moment at which it is over is not known";
    expect(did).toEqual([`tell marketing_ops: first: ${why}`]);
    expect(wrote).toEqual([MIGRATED, `blank first to marketing_ops because ${why}`]);
    expect(desk.state.boundAt).toBe(desk.now + 120 * DAY);
  });

  test("one that nobody could say in the version before, and that is the same: nobody is told again", () => {
    const text = lasting("lasts until 20 days after demo_held, then exit gone");
    const { desk, move } = inside({ old: text, next: text });
    const { boundAt } = desk.state;
    expect(move()).toMatchObject({ did: [], wrote: [MIGRATED] });
    expect(desk.state.boundAt).toBe(boundAt);
  });

  test("one that is over by then leads on now", () => {
    const { desk, move } = inside({ old: lasting(most("60 days")), next: lasting(most("3 days")) });
    desk.run(desk.now + 10 * DAY);
    move();
    desk.run(desk.now);
    expect(desk.state.exit).toBe("gone");
  });
});

// ── What is known ─────────────────────────────────────────────────────────────────────────────────────────

describe("a field of its own that is of another type by now", () => {
  const types: readonly [type: FieldType, fits: readonly Value[], not: readonly Value[]][] = [
    [{ type: "number" }, [5, 0], ["5", true, { amount: 5, currency: "EUR" }]],
    [{ type: "percent" }, [5], ["5", false]],
    [{ type: "money" }, [{ amount: 5, currency: "EUR" }], [5, "5", { days: 5 }]],
    [{ type: "yes_no" }, [true, false], [1, "yes"]],
    [{ type: "duration" }, [{ days: 5 }, { ms: 5 }], [5, "5 days", { amount: 5, currency: "EUR" }]],
    [{ type: "one_of", values: ["a", "b"] }, ["a", "b"], ["c", 1, true]],
    [
      { type: "date" },
      ["2026-11-23", "2026-11-23 09:00"],
      [
        "x2026-11-23",
        "2026-11-23x",
        "2026-1-23",
        "2026-11-3",
        "26-11-23",
        "2026-11-23 9:00",
        "2026-11-23 09:0",
        "2026-11-23T09:00",
        20261123,
      ],
    ],
    [{ type: "time" }, ["09:00"], ["9:00", "09:0", "x09:00", "09:00x", 9]],
    [{ type: "text" }, ["", "x"], [5, true, { days: 5 }]],
    [{ type: "email" }, ["ana@example.com"], [5]],
    [{ type: "country" }, ["DK"], [5]],
  ];
  const KEEPS = "keeps seen from the latest page_viewed.path";
  const text = `${KEEPS} ${first("stay")} ${SECOND}`;
  const cases = types.flatMap(([type, fits, not]) => [
    ...fits.map((value) => [type, value, true] as const),
    ...not.map((value) => [type, value, false] as const),
  ]);

  test.each(cases)("of %o %j is kept: %s", (type, value, isKept) => {
    const all = inside({
      old: text,
      next: text,
      alterNext: (plan) => ({ ...plan, own: { seen: type } }),
      carry: (state) =>
        state.fields.seen === "/pricing" ? { ...state, fields: { ...state.fields, seen: value } } : state,
    });
    const { desk } = all;
    desk.event("page_viewed", { path: "/pricing" });
    const { fieldsAt } = desk.state;
    expect(desk.state.fields.seen).toEqual(value);
    const { did, wrote } = all.move();
    if (isKept) {
      expect(desk.state.fields.seen).toEqual(value);
      expect(did).toEqual([]);
      expect(desk.state.fieldsAt).toEqual(fieldsAt);
    } else {
      expect(desk.state.fields).not.toHaveProperty("seen");
      expect(did).toEqual(['keep {"seen":null}']);
      expect(wrote).toEqual([MIGRATED, "blank seen because it is of another type in this version"]);
      expect(desk.state.fieldsAt).not.toHaveProperty("seen");
    }
  });

  test("is kept again from then on, also from what happened before it was set last", () => {
    const all = inside({
      old: text,
      next: text,
      alterNext: (plan) => ({ ...plan, own: { seen: { type: "number" } } }),
    });
    all.desk.event("page_viewed", { path: "/pricing" });
    all.move();
    expect(all.desk.state.fields).not.toHaveProperty("seen");
    all.desk.event("page_viewed", { path: "/a" }, { at: all.desk.now - HOUR });
    expect(all.desk.state.fields.seen).toBe("/a");
  });
});

describe("what the later version listens for and the earlier did not (rule 14)", () => {
  const nothing: Recalled = { fields: {}, fieldsAt: {}, bands: {}, events: [] };
  const recalls = (old: string, next: string, told: Partial<Recalled> = {}, more: Partial<Edit> = {}) => {
    const asked: unknown[] = [];
    const all = inside({
      old: `${first(old)} ${SECOND}`,
      next: `${first(next)} ${SECOND}`,
      ...more,
      world: {
        ...more.world,
        recall: (command) => {
          asked.push(command);
          return { ...nothing, ...told };
        },
      },
    });
    return { ...all, asked };
  };
  const held = (id: string, at: number, fields = {}): Event => ({ id, kind: "demo_held", at, fields });

  test("is asked for: fields and scores as they are, kinds of events that it was not told of, since the entry", () => {
    const { desk, move, asked, later } = recalls(
      'on replied { tell sdr "x" }  stay',
      'on replied { tell sdr "x" }  on demo_held { tell sdr "x" }  when interest turns hot { tell sdr "x" }  if job_title is known { wait 1 day }  stay',
    );
    const start = desk.now;
    desk.run(start + DAY);
    move();
    expect(asked).toEqual([
      {
        do: "recall",
        ref: expect.any(String),
        fields: later.reads.fields,
        scores: ["interest"],
        events: ["demo_held"],
        since: start,
      },
    ]);
    expect(later.reads.fields).toContain("job_title");
  });

  test("what the instance keeps itself, and what is worked out, is not asked for", () => {
    const keeps = "keeps seen from the latest page_viewed.path";
    const { move, asked } = recalls(
      'tell sdr "{name}"  stay',
      'if seen is known { tell sdr "{name}" }  stay',
      {},
      {
        alterNext: (plan) => ({
          ...plan,
          reads: { ...plan.reads, fields: ["name", "seen", "twice"] },
          own: { seen: { type: "text" } },
          computed: {
            twice: {
              of: "computed",
              operator: "+",
              left: { of: "value", value: 1 },
              right: { of: "value", value: 1 },
            },
          },
        }),
        old: `${keeps} ${first("stay")} ${SECOND}`,
        next: `${keeps} ${first("if seen is known { stay }  stay")} ${SECOND}`,
      },
    );
    move();
    expect(asked).toMatchObject([{ fields: ["name"] }]);
  });

  test("an event that it knew of and waits for by now is asked for, too, since it was not kept", () => {
    const { move, asked } = recalls(
      'on replied { tell sdr "x" }  stay',
      "wait up to 20 days for replied  stay",
      {},
      { map: [] },
    );
    move();
    expect(asked).toMatchObject([{ events: ["replied"] }]);
    const known = recalls("wait up to 20 days for replied  stay", "wait up to 30 days for replied  stay");
    known.move();
    expect(known.asked).toMatchObject([{ events: [] }]);
  });

  test("fields and scores are what the store says they are; what it says is blank is, or has its default", () => {
    const { desk, move } = recalls("stay", "if discount over 5% { wait 1 day }  stay", {
      fields: { job_title: "CTO", discount: null, company: null, employees: 9 },
      fieldsAt: { job_title: 7 },
      bands: { interest: "hot" },
    });
    desk.put({ is: "fields", id: "f", fields: { company: "Nordpay" } });
    move();
    expect(desk.state.fields).toMatchObject({ job_title: "CTO", discount: 0, employees: 9, name: "Maria" });
    expect(desk.state.fields).not.toHaveProperty("company");
    expect(desk.state.fieldsAt).toMatchObject({ job_title: 7 });
    expect(desk.state.bands).toEqual({ interest: "hot" });
  });

  test("what it was not asked for stays as it is, though there is a default for it", () => {
    const { desk, move } = recalls(
      "stay",
      "if discount over 5% { wait 1 day }  stay",
      { fields: {} },
      { fields: { discount: 15 } },
    );
    move();
    expect(desk.state.fields.discount).toBe(15);
  });

  test("what follows from that happens now", () => {
    const { move } = recalls(
      "stay",
      'when job_title is "CTO" counting blank as no { tell sdr "Boss" }  stay',
      {
        fields: { job_title: "CTO" },
      },
    );
    expect(move().did).toEqual(["tell sdr: Boss"]);
  });

  test("an event counts as if it had been told of: for conditions, for fields, and for waits", () => {
    const { desk, move } = recalls(
      "wait 9 days  stay",
      'when demo_held has happened since journey entry { tell sdr "Held" }  wait 9 days  wait up to 20 days for demo_held { got { tell sdr "Got" } }  stay',
    );
    const start = desk.now;
    desk.run(start + 2 * DAY);
    const told = during(desk, () => undefined);
    expect(told.did).toEqual([]);
    const again = recalls(
      "wait 9 days  stay",
      'when demo_held has happened since journey entry { tell sdr "Held" }  wait 9 days  wait up to 20 days for demo_held { got { tell sdr "Got" } }  stay',
      { events: [held("h1", start + DAY)] },
    );
    again.desk.run(start + 2 * DAY);
    expect(again.move().did).toEqual(["tell sdr: Held"]);
    expect(again.desk.state.lastInJourney).toMatchObject({ demo_held: start + DAY });
    expect(again.desk.state.events).toMatchObject([{ id: "h1" }]);
    again.desk.run(start + 10 * DAY);
    expect(again.desk.commands).toContainEqual(expect.objectContaining({ do: "tell", text: "Got" }));
    expect(move().did).toEqual([]);
  });

  test("one that it was told of, and that is waited for by now, is kept once and noted no second time", () => {
    const viewed = (at: number, id = "v1"): Event => ({
      id,
      kind: "page_viewed",
      at,
      fields: { path: "/recalled" },
    });
    const keeps = "keeps seen from the latest page_viewed.path";
    const one = inside({
      old: `${keeps} ${first("wait 9 days  stay")} ${SECOND}`,
      next: `${keeps} ${first('wait 9 days  wait up to 20 days for page_viewed { got { tell sdr "Got" } }  stay')} ${SECOND}`,
      world: {
        recall: ({ since }) => ({
          ...nothing,
          events: [viewed(since + HOUR), viewed(since + HOUR), viewed(since + 2 * HOUR, "v2")],
        }),
      },
    });
    const start = one.desk.now;
    one.desk.run(start + HOUR);
    one.desk.event("page_viewed", { path: "/pricing" }, { id: "v1" });
    one.desk.run(start + DAY);
    expect(one.move().did).toEqual([]);
    expect(one.desk.state.fields.seen).toBe("/pricing");
    expect(one.desk.state.events.map(({ id }) => id)).toEqual(["v1", "v2"]);
    one.desk.run(start + 10 * DAY);
    expect(one.desk.commands).toContainEqual(expect.objectContaining({ do: "tell", text: "Got" }));
  });

  test("what nothing waits for is not kept", () => {
    const { desk, move } = recalls(
      "stay",
      'when demo_held has happened since journey entry { tell sdr "Held" }  stay',
      {
        events: [held("h1", Number.MAX_SAFE_INTEGER)],
      },
    );
    move();
    expect(desk.state.events).toEqual([]);
  });

  test("until the store has said so it stands between the versions, and an answer to another question is none", () => {
    const { desk, versions, later } = recalls("stay", "stay");
    expect(later.version).toBe(2);
    desk.put({ is: "moved" });
    expect(desk.plan.version).toBe(1);
    desk.put({ is: "results", results: [{ ref: "other", recalled: nothing }] });
    desk.put({ is: "moves", id: "m", move: versions });
    expect(desk.plan.version).toBe(2);
    const before = desk.state;
    desk.put({
      is: "results",
      results: [{ ref: "other", recalled: { ...nothing, fields: { name: "Other" } } }],
    });
    expect(desk.state.fields).toEqual(before.fields);
    desk.put({ is: "moved" });
    expect(desk.state.fields).toEqual(before.fields);
  });
});

describe("what handlers have counted goes by the name that they have now", () => {
  const ON = 'on replied, at most 2 times per 30 days { tell sdr "Replied" }';
  const WHEN = 'when company is known { tell sdr "Known" }';
  const text = `${first(`${ON} ${WHEN}  stay`)} ${SECOND}`;
  const replied = (desk: Desk): readonly string[] => during(desk, () => desk.event("replied")).did;

  test("a rate goes on, also under another name", () => {
    const { desk, move } = inside({
      old: text,
      next: text.replace("stage first", "stage begun"),
      map: [{ from: "first", to: "begun" }],
    });
    expect(replied(desk)).toEqual(["tell sdr: Replied"]);
    expect(move().did).toEqual([]);
    expect(Object.keys(desk.state.handlers).sort()).toEqual(["begun/on/replied", "begun/when/company"]);
    expect(Object.keys(desk.state.fired)).toEqual(["begun/on/replied"]);
    expect(replied(desk)).toEqual(["tell sdr: Replied"]);
    expect(replied(desk)).toEqual([]);
  });

  test("what is gone is forgotten", () => {
    const { desk, move } = inside({ old: text, next: `${first("stay")} ${SECOND}` });
    replied(desk);
    move();
    expect(desk.state).toMatchObject({ handlers: {}, fired: {} });
    expect(desk.state).not.toHaveProperty("schedules");
  });
});

describe("at the next stage", () => {
  const stages = (second = SECOND, more = ""): string =>
    `${first(`on demo_requested -> second through baton  wait 9 days  stay  `)} ${second} ${BATON} ${more}`;
  const accepted = (desk: Desk): void => {
    desk.event("demo_requested");
    desk.act("anna", SDR, { do: "accept", name: "baton" });
  };

  test("it is entered by the later version, held by whoever has accepted it", () => {
    const { desk, move } = inside(
      { old: stages(), next: stages(SECOND.replace("Visit", "See")) },
      "next stage",
    );
    expect(move()).toMatchObject({ did: [], wrote: [] });
    const { wrote, commands } = during(desk, () => accepted(desk));
    expect(wrote.slice(2)).toEqual([
      MIGRATED,
      "moved second as first to anna because through baton",
      "asked visit to anna",
    ]);
    expect(commands.filter(({ do: what }) => what === "version")).toEqual([
      { do: "version", is: "taken over", from: 1 },
    ]);
    expect(desk.state).toMatchObject({ stage: "second", visit: 2, holder: { role: "sdr", person: "anna" } });
    expect(desk.state.holder).not.toHaveProperty("as");
    expect(desk.state.work[0]?.record.title).toBe("See {name}");
    expect(desk.state.moving).toBeUndefined();
  });

  test("who accepted for the role that owned it holds it in that, where another owns it by now", () => {
    const { desk, move } = inside(
      { old: stages(), next: stages(SECOND.replace("owner sdr", "owner finance_lead")) },
      "next stage",
    );
    move();
    accepted(desk);
    expect(desk.state.holder).toEqual({ role: "finance_lead", person: "anna", as: "sdr" });
  });

  test("and the role alone does where theirs is none any more", () => {
    const { desk, move } = inside(
      {
        old: stages(),
        next: stages(SECOND.replace("owner sdr", "owner finance_lead")),
        alterNext: (plan) => {
          const { sdr: _, ...roles } = plan.roles;
          return { ...plan, roles };
        },
        world: { assign: ({ role }) => (role === "sdr" ? "anna" : null) },
      },
      "next stage",
    );
    move();
    accepted(desk);
    expect(desk.state.holder).toEqual({ role: "finance_lead", person: null });
  });

  test("a stage by another name is entered by that", () => {
    const next = stages().replaceAll("second", "third");
    const { desk, move } = inside(
      { old: stages(), next, map: [{ from: "second", to: "third" }] },
      "next stage",
    );
    move();
    accepted(desk);
    expect(desk.state).toMatchObject({ stage: "third", holder: { person: "anna" } });
    expect(sent(desk)).toEqual([]);
    expect(trackNamed(desk).at).toBe("third/visit");
  });

  test("what stands in every stage goes on by the later version, as after any move", () => {
    const every = (title: string): string =>
      `in every stage { on demo_held { task look "${title}" by finance_lead, on daily } }`;
    const { desk, move } = inside(
      { old: `${every("Look")} ${stages()}`, next: `${every("See")} ${stages()}` },
      "next stage",
    );
    desk.event("demo_held");
    move();
    accepted(desk);
    expect(desk.state.work.map(({ record }) => record.title)).toEqual(["See", "Visit {name}"]);
  });

  test("and is closed where it is gone", () => {
    const every = (name: string): string =>
      `in every stage { on demo_held { task ${name} "Look" by finance_lead, on daily } }`;
    const { desk, move } = inside(
      { old: `${every("look")} ${stages()}`, next: `${every("size")} ${stages()}` },
      "next stage",
    );
    desk.event("demo_held");
    move();
    const { wrote } = during(desk, () => accepted(desk));
    expect(wrote).toContain(
      "withdrawn every_stage/on/demo_held/look because version 2 has no every_stage/on/demo_held/look",
    );
    expect(openWork(desk)).toEqual(["visit"]);
  });

  test("a request whose answer led on to the next stage is done, and what is behind it in every stage is done there", () => {
    const every =
      'in every stage { on demo_held { task look "Look" by finance_lead, on daily { seen needs employees go on }  tell sdr "Looked" } }';
    const text = `${every} ${first("when employees is known -> second  stay")} ${SECOND}`;
    const { desk, move } = inside({ old: text, next: text }, "next stage");
    desk.event("demo_held");
    move();
    const { commands } = during(desk, () =>
      desk.act("finn", ["finance_lead"], {
        do: "complete",
        name: "look",
        result: "seen",
        evidence: { employees: 9 },
      }),
    );
    const order = commands.map(({ do: what }) => what);
    expect(desk.state).toMatchObject({ stage: "second" });
    expect(order.indexOf("version")).toBeLessThan(order.indexOf("tell"));
    expect(order.filter((what) => what === "tell")).toHaveLength(1);
    expect(desk.state.tracks.map(({ id }) => id)).toEqual(["main"]);
  });

  test("what stands in every stage counts on in the hours of the journey's owner, where its stage is none any more", () => {
    const every = (days: number): string =>
      `in every stage { on demo_held { wait ${days} business days  tell sdr "x" } }`;
    const { desk, move } = inside(
      {
        old: `${every(2)} ${stages()}`,
        next: `${every(3)} ${first("stay", { name: "other" })} ${SECOND} ${BATON.replaceAll("first", "other")}`,
      },
      "next stage",
    );
    desk.event("demo_held");
    const start = desk.now;
    move();
    accepted(desk);
    expect(desk.state.stage).toBe("second");
    expect(trackNamed(desk, "every_stage/on/demo_held").waits).toMatchObject({ until: start + 3 * DAY });
  });
});
