/** Handovers between their trigger and their move: docs/language.md, rules 1, 5, 9 and 11, "Handovers". */
import { describe, expect, test } from "vitest";
import { BATON, cast, DAY, HOUR, openDesk, plays, SECOND, told } from "./play.ts";

const SERIES = `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone
  on demo_requested -> second through baton
  send one  wait 2 days  send two  stay
}`;
const SDR = ["sdr"];

/** The baton with more to say. */
const batonWith = (lines: string): string => BATON.replace("carries name", `carries name ${lines}`);
/** A task that leads to the baton, as a person's result. */
const TASK = `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone
  task pitch "Pitch" by the holder, on daily { good -> second through baton }
}`;

describe("offer, acceptance, move (rule 5)", () => {
  test("the subject stays with the giver until somebody accepts", () =>
    plays(
      `${SERIES} ${SECOND} ${BATON}`,
      `at 0 minutes content_downloaded
       at 1 hour    demo_requested
       then         stage is first and holder is marketing_manager and handover baton offered to anna
       at 2 hours   anna accepts baton
       then         stage is second and holder is anna`,
    ));

  test("a handler that fires on entry comes before the main track: no welcome is sent", () =>
    plays(
      `${SERIES.replace("on demo_requested", "on content_downloaded")} ${SECOND} ${BATON}`,
      `at 0 minutes content_downloaded
       then         handover baton offered to anna and message one not sent`,
    ));

  test("the same trigger again changes nothing, and that is written down", () => {
    const desk = openDesk(cast(`${SERIES} ${SECOND} ${BATON}`).plan);
    desk.event("demo_requested");
    const before = { offer: desk.state.offer, work: desk.state.work };
    desk.event("demo_requested");
    expect({ offer: desk.state.offer, work: desk.state.work }).toEqual(before);
    expect(told(desk.journal, "offered", "ignored")).toEqual(["offered baton to anna", "ignored baton"]);
  });

  test("the main track pauses, and goes on where it was, with the time that was left", () =>
    plays(
      `${SERIES} ${SECOND} ${BATON}`,
      `at 0 minutes              content_downloaded
       at 1 hour                 demo_requested
       at 3 hours                anna declines baton because not_now
       at 2 days 1 hour
       then                      message two not sent
       at 2 days 2 hours
       then                      message two sent`,
    ));

  test("what was due while it was paused is done when it goes on", () =>
    plays(
      `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone
         on demo_requested -> second through baton
         wait 2 hours  send two  stay }
       ${SECOND} ${BATON}`,
      `at 0 minutes       content_downloaded
       at 1 hour          demo_requested
       at 4 hours         anna declines baton because not_now
       then               message two not sent
       at 5 hours
       then               message two sent`,
    ));

  test("other handlers listen: one that leaves without asking wins, and the offer is withdrawn", () =>
    plays(
      `${SERIES.replace("send one", "on webinar_attended -> third  send one")} ${SECOND} ${BATON}
       stage third { owner marketing_manager  lasts at most 1 day, then exit gone  stay }`,
      `at 0 minutes content_downloaded
       at 1 hour    demo_requested
       at 2 hours   webinar_attended
       then         stage is third and task baton withdrawn and notice to anna`,
    ));

  test("another handover does not take the place of the one that stands", () => {
    const { plan } = cast(
      `${SERIES.replace("send one", "on webinar_attended -> second through other  send one")} ${SECOND} ${BATON}
       ${BATON.replace("handover baton", "handover other")}`,
    );
    const desk = openDesk(plan);
    desk.event("demo_requested");
    desk.event("webinar_attended");
    expect(desk.state.offer?.handover).toBe("baton");
    expect(told(desk.journal, "ignored")).toEqual(["ignored other"]);
  });

  test("a track that wants another handover has its turn once the one that stands has come back", () => {
    const late = `on webinar_attended { wait 1 hour  -> second through other }`;
    const { plan } = cast(
      `${SERIES.replace("send one", `${late}  send one`)} ${SECOND} ${BATON}
       ${BATON.replace("handover baton", "handover other")}`,
    );
    const desk = openDesk(plan);
    desk.event("webinar_attended");
    desk.event("demo_requested");
    desk.run(desk.now + 2 * HOUR);
    expect(desk.state.offer?.handover).toBe("baton");
    desk.act("anna", SDR, { do: "decline", name: "baton", reason: "not_now", evidence: { reason: "no" } });
    expect(desk.state.offer).toMatchObject({ handover: "other", phase: "offered" });
  });

  test("a track that wants the same handover shares what comes of it", () => {
    const late = `on webinar_attended { wait 1 hour  -> second through baton }`;
    const desk = openDesk(cast(`${SERIES.replace("send one", `${late}  send one`)} ${SECOND} ${BATON}`).plan);
    desk.event("webinar_attended");
    desk.event("demo_requested");
    desk.run(desk.now + 2 * HOUR);
    desk.act("anna", SDR, { do: "decline", name: "baton", reason: "not_now", evidence: { reason: "no" } });
    expect(desk.state.offer).toBeNull();
    expect(desk.state.tracks.map(({ id }) => id)).toEqual(["main"]);
  });

  test("an exit ends the offer with everything else", () =>
    plays(
      `${SERIES} ${SECOND} ${BATON}`,
      `at 0 minutes content_downloaded
       at 1 hour    demo_requested
       at 2 hours   deal_lost
       then         exit is gone and task baton withdrawn`,
    ));

  test("at once gives without acceptance, and tells the data's owner what is blank (rule 9)", async () => {
    const last = await plays(
      `stage first { owner sdr  lasts at most 8 weeks, then exit gone  on demo_requested -> second through back  stay }
       stage second { owner marketing_manager  lasts at most 1 day, then exit gone  stay }
       handover back from first to second { receiver marketing_manager at once  accountable revops_lead  carries name, job_title }`,
      `at 0 minutes content_downloaded
       at 1 hour    demo_requested
       then         stage is second and holder is marketing_manager and notice to ida`,
    );
    expect(last.journal.find(({ what }) => what === "blank")?.why).toBe("job_title not known");
  });
});

describe("the bound of the stage goes on and wins", () => {
  const boundTo = (leave: string): string =>
    SERIES.replace("lasts at most 8 weeks, then exit gone", `lasts at most 3 hours, then ${leave}`);

  test("out of the stage: the offer is withdrawn", () =>
    plays(
      `${boundTo("exit gone")} ${SECOND} ${BATON}`,
      `at 0 minutes content_downloaded
       at 1 hour    demo_requested
       at 3 hours
       then         exit is gone and task baton withdrawn`,
    ));

  test("through the handover that stands: the offer stands", () =>
    plays(
      `${boundTo("-> second through baton")} ${SECOND} ${BATON}`,
      `at 0 minutes         content_downloaded
       at 1 hour            demo_requested
       at 3 hours
       then                 stage is first and handover baton offered to anna
       at 3 hours 1 minutes anna accepts baton
       then                 stage is second`,
    ));

  test("a bound whose own offer is declined runs once more", () =>
    plays(
      `${boundTo("-> second through baton")} ${SECOND} ${BATON}`,
      `at 0 minutes   content_downloaded
       at 3 hours
       then           handover baton offered to anna
       at 4 hours     anna declines baton because not_now
       then           stage is first and task baton not open
       at 7 hours
       then           handover baton offered to anna`,
    ));

  test("through another handover: that one takes the place, and who had accepted is told", () => {
    const gated = BATON.replace("handover baton", "handover other").replace(
      "carries name",
      "moves after replied, else ask the giver, on daily  carries name",
    );
    const stages = boundTo("-> second through baton").replace(
      "through baton\n  send",
      "through other\n  send",
    );
    const desk = openDesk(cast(`${stages} ${SECOND} ${BATON} ${gated}`).plan);
    desk.event("demo_requested");
    desk.act("anna", SDR, { do: "accept", name: "other" });
    expect(desk.state.offer?.phase).toBe("gates");
    desk.run(desk.now + 3 * HOUR);
    expect(desk.state.offer?.handover).toBe("baton");
    expect(told(desk.journal, "withdrawn")).toContain("withdrawn other to anna");
  });

  test("an offer in the place of another keeps the main track paused since the first", () => {
    const stages = SERIES.replace("8 weeks, then exit gone", "1 day, then -> second through other");
    const desk = openDesk(cast(`${stages} ${SECOND} ${BATON} ${BATON.replace("baton", "other")}`).plan, {
      world: { assign: () => "anna" },
    });
    const start = desk.now;
    desk.run(start + HOUR);
    desk.event("demo_requested");
    desk.run(start + DAY + HOUR);
    expect(desk.state.offer?.handover).toBe("other");
    desk.act("anna", SDR, { do: "decline", name: "other", reason: "not_now", evidence: { reason: "later" } });
    expect(desk.state.tracks[0]?.waits).toEqual({ on: "time", until: start + 3 * DAY });
  });
});

describe("a decline reaches who made the rule, and leads where its reason says (rule 11)", () => {
  test("the owner of the rule is told", () =>
    plays(
      `${SERIES} ${SECOND} ${BATON}`,
      `at 0 minutes content_downloaded
       at 1 hour    demo_requested
       at 2 hours   anna declines baton because not_now
       then         notice to ida and stage is first`,
    ));

  test("reassign asks another, who has a clock of their own; with nobody left the ladder goes on", () =>
    plays(
      `${SERIES} ${SECOND} ${BATON}`,
      `at 0 minutes content_downloaded
       at 1 hour    demo_requested
       at 2 hours   anna declines baton because elsewhere
       then         handover baton offered to bo
       at 3 hours   bo declines baton because elsewhere
       then         handover baton given to carla and holder is carla`,
    ));

  test.each([
    ["its result", `good -> second through baton`],
    ["a step of its result", `good { tell sdr "soon"  -> second through baton }`],
    [
      "a decision after it",
      `good needs amount { decide disqualify { approved, declined -> second through baton } }`,
    ],
    ["the step after it", `good go on } -> second through baton`],
  ])("stay reopens the task that led to the offer by %s", (_, result) => {
    const closing = result.includes("go on }") ? "" : "}";
    const { plan } = cast(
      `${TASK.replace("good -> second through baton }", `${result} ${closing}`)} ${SECOND} ${BATON}`,
    );
    const desk = openDesk(plan);
    const ida = ["marketing_manager", "sdr"];
    const amount = { amount: 1_000, currency: "EUR" };
    desk.act("ida", ida, { do: "complete", name: "pitch", result: "good", evidence: { amount } });
    desk.act("anna", SDR, { do: "decline", name: "baton", reason: "not_now", evidence: { reason: "later" } });
    expect(desk.state.work.map(({ record }) => record.name)).toEqual(["pitch"]);
    expect(desk.state.stage).toBe("first");
  });

  test("the steps of a decline run while the main track stays paused and the trigger changes nothing", () => {
    const asking = BATON.replace(
      "not_now stay",
      "not_now { decide disqualify { approved exit gone  declined stay } }",
    );
    const desk = openDesk(cast(`${SERIES} ${SECOND} ${asking}`).plan);
    desk.event("demo_requested");
    // Nothing is known of the amount, so a manager decides and not Anna herself.
    desk.act("anna", SDR, { do: "decline", name: "baton", reason: "not_now", evidence: { reason: "no" } });
    desk.event("demo_requested");
    expect(desk.state.work.map(({ record }) => [record.name, record.person])).toEqual([
      ["disqualify", "carla"],
    ]);
    desk.act("carla", ["sales_manager"], {
      do: "decide",
      name: "disqualify",
      answer: "declined",
      evidence: {},
    });
    expect(desk.state.offer).toBeNull();
    desk.event("demo_requested");
    expect(told(desk.journal, "offered")).toHaveLength(2);
  });

  test("what a decline leads to takes the place of the offer that was declined", () =>
    plays(
      `${SERIES} ${SECOND} ${BATON.replace("not_now stay", "not_now -> second through other")}
       ${BATON.replace("handover baton", "handover other")}`,
      `at 0 minutes content_downloaded
       at 1 hour    demo_requested
       at 2 hours   anna declines baton because not_now
       then         task baton not open and handover other offered to anna`,
    ));
});

describe("blank data stops the baton, not the customer (rule 9)", () => {
  const carrying = batonWith(", job_title, country");

  test("the data's owner is asked, and it goes on as soon as they have filled it in", () =>
    plays(
      `${SERIES} ${SECOND} ${carrying}`,
      `at 0 minutes content_downloaded
       at 1 hour    demo_requested
       then         task baton open and holder is marketing_manager
       at 2 hours   ida completes baton with { job_title: "CTO" }
       then         handover baton offered to anna`,
    ));

  test("or as soon as it is known from elsewhere", () => {
    const desk = openDesk(cast(`${SERIES} ${SECOND} ${carrying}`).plan);
    desk.event("demo_requested");
    expect(desk.state.work[0]?.record.kind).toBe("data");
    desk.put({ is: "fields", id: "f1", fields: { job_title: "CTO" } });
    expect(told(desk.journal, "asked", "offered")).toEqual(["asked baton to ida", "offered baton to anna"]);
  });

  test("it runs on the acceptance's ladder, and escalates like it", () =>
    plays(
      `${SERIES} ${SECOND} ${carrying}`,
      `at 0 minutes             content_downloaded
       at 1 hour                demo_requested
       at 2026-11-23 14:00
       then                     notice to ida and task baton open
       finally                  breaches of baton are 1`,
    ));
});

describe("gates", () => {
  test("what the offer needs is asked for before anybody is offered anything", () =>
    plays(
      `${SERIES} ${SECOND} ${batonWith(" offer needs amount is known, else ask the giver, on daily")}`,
      `at 0 minutes content_downloaded
       at 1 hour    demo_requested
       then         task baton open
       at 2 hours   ida completes baton with { amount: 5_000 EUR }
       then         handover baton offered to anna`,
    ));

  const gated = batonWith(" moves after replied and demo_held, else ask the giver, on daily");

  test("after the acceptance the move waits for each of its events", () =>
    plays(
      `${SERIES} ${SECOND} ${gated}`,
      `at 0 minutes content_downloaded
       at 1 hour    demo_requested
       at 2 hours   replied
       at 3 hours   anna accepts baton
       then         stage is first and holder is ida
       at 4 hours   demo_held
       then         stage is second and holder is anna`,
    ));

  test("they count when they happened since the offer, however late they are told", () => {
    const desk = openDesk(cast(`${SERIES} ${SECOND} ${gated}`).plan);
    desk.run(desk.now + 2 * HOUR);
    desk.event("demo_requested");
    desk.act("anna", SDR, { do: "accept", name: "baton" });
    desk.event("replied", {}, { at: desk.now - HOUR });
    desk.event("demo_held");
    expect(desk.state.stage).toBe("first");
    desk.event("replied");
    expect(desk.state.stage).toBe("second");
  });
});

describe("while the main track is paused", () => {
  test("an answer to its task is taken, and leads on only when the offer has come back", () =>
    plays(
      `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone
         on demo_requested -> second through baton
         task pitch "Pitch" by the holder, on daily
         task next "Next" by the holder, on daily
         stay }
       ${SECOND} ${BATON}`,
      `at 0 minutes content_downloaded
       at 1 hour    demo_requested
       at 2 hours   ida completes pitch
       then         task pitch not open and task next not open
       at 3 hours   anna declines baton because not_now
       then         task next open`,
    ));
});

/** The handover that is asked about, with what it needs or waits for. */
const askedFor = (lines: string, world = {}, giver = "marketing_manager") => {
  const stages = `${SERIES.replace("send one", 'on replied { wait 1 day  tell sdr "soon" }  send one')} ${SECOND}`;
  const desk = openDesk(
    cast(`${stages} ${batonWith(lines).replace("giver marketing_manager", `giver ${giver}`)}`).plan,
    { world },
  );
  desk.event("demo_requested");
  return desk;
};
type Asked = ReturnType<typeof askedFor>;
const asked = (desk: Asked) => desk.state.work.map(({ record }) => record);
const no = (desk: Asked) =>
  desk.act("anna", SDR, { do: "decline", name: "baton", reason: "not_now", evidence: { reason: "no" } });

describe("who is asked for what a handover waits for (rules 5 and 9)", () => {
  test("for what it carries the data's owner, for the fields that are blank; it is closed as filled", () => {
    const desk = askedFor(", job_title, country");
    const [work] = asked(desk);
    expect(work).toMatchObject({
      role: desk.plan.dataOwner,
      kind: "data",
      answers: { filled: ["job_title"] },
    });
    desk.put({ is: "fields", id: "f1", fields: { job_title: "CTO" } });
    expect(asked(desk).map(({ kind }) => kind)).toEqual(["accept"]);
    expect(desk.commands).toContainEqual({
      do: "close work",
      work: work?.id,
      how: "done",
      by: null,
      result: "filled",
      evidence: {},
    });
  });

  test.each([
    ["amount is known", ["amount"]],
    ["amount > 5_000 EUR counting blank as no and job_title is known", ["amount", "job_title"]],
    ["job_title is known or amount is known", ["job_title", "amount"]],
    ["not (job_title is blank)", ["job_title"]],
    ["industry in (fintech) counting blank as no", ["industry"]],
    ['job_title contains "C" counting blank as no', ["job_title"]],
    ["no replied for 3 days and amount is known", ["amount"]],
    ["custom_terms", ["custom_terms"]],
  ])("whoever fills in %s is asked for just these", (needs, fields) => {
    const desk = askedFor(` offer needs ${needs}, else ask the giver, on daily`);
    expect(asked(desk)).toMatchObject([{ role: "marketing_manager", answers: { filled: fields } }]);
  });

  test("for what happens nobody can fill anything in", () => {
    const desk = askedFor(" moves after replied, else ask the giver, on daily");
    desk.act("anna", SDR, { do: "accept", name: "baton" });
    expect(asked(desk)).toMatchObject([{ kind: "data", role: "marketing_manager", answers: {} }]);
    const [work] = asked(desk);
    desk.event("demo_held");
    expect(desk.state.offer?.happened).toEqual([]);
    desk.event("replied");
    expect(desk.state.stage).toBe("second");
    expect(desk.commands).toContainEqual(
      expect.objectContaining({ do: "close work", work: work?.id, how: "done", result: "filled" }),
    );
  });

  test("of a set of events one is enough, and of two sets one of each", () => {
    const { plan } = askedFor(" moves after webinar_attended, else ask the giver, on daily");
    const baton = plan.handovers.baton;
    if (baton?.movesAfter == null) throw new Error("the plan has no gates");
    const anyOf = [{ events: ["replied", "demo_held"] }, { events: ["email_clicked", "page_viewed"] }];
    const movesAfter = { ...baton.movesAfter, events: [], anyOf };
    const desk = openDesk({ ...plan, handovers: { ...plan.handovers, baton: { ...baton, movesAfter } } });
    desk.event("demo_requested");
    desk.act("anna", SDR, { do: "accept", name: "baton" });
    desk.event("demo_held");
    desk.event("webinar_attended");
    expect(desk.state.stage).toBe("first");
    desk.event("email_clicked");
    expect(desk.state.stage).toBe("second");
  });

  test("`the receiver` is whom it is meant for, and whoever has accepted once they have", () => {
    const before = askedFor(" offer needs amount is known, else ask the receiver, on daily");
    expect(asked(before)).toMatchObject([{ kind: "data", role: "sdr" }]);
    const after = askedFor(" moves after demo_held, else ask the receiver, on daily", {
      assign: () => "bo",
    });
    after.act("bo", SDR, { do: "accept", name: "baton" });
    expect(asked(after)).toMatchObject([{ kind: "data", role: "sdr", person: "bo" }]);
  });

  test("a role by its name is that role", () => {
    const desk = askedFor(" offer needs amount is known, else ask finance_lead, on daily");
    expect(asked(desk)).toMatchObject([{ role: "finance_lead" }]);
  });
});

describe("what an offer asks of whoever may take it", () => {
  test("to accept, or a reason with its evidence", () => {
    const desk = askedFor("");
    expect(asked(desk)).toMatchObject([
      { kind: "accept", answers: { accept: [], not_now: ["reason"], elsewhere: ["reason"] } },
    ]);
    expect(
      desk.act("anna", SDR, { do: "decline", name: "baton", reason: "not_now", evidence: {} })?.code,
    ).toBe("missing-evidence");
  });

  test("once it has led to its move that is on record, and nobody is told that it is no longer needed", () => {
    const desk = askedFor("");
    desk.act("anna", SDR, { do: "accept", name: "baton" });
    expect(desk.state.holder).toStrictEqual({ role: "sdr", person: "anna" });
    expect(desk.journal.find(({ what }) => what === "moved")).toMatchObject({
      name: "second",
      step: null,
      by: null,
      why: "through baton",
    });
    expect(told(desk.journal, "withdrawn").filter((line) => line.includes("baton"))).toEqual([]);
  });
});

describe("what a decline leaves alone (rule 5)", () => {
  test("the waits of handlers, and the bound of the stage", () => {
    const desk = askedFor("");
    const { boundAt } = desk.state;
    desk.event("replied");
    const waits = desk.state.tracks.find(({ id }) => id !== "main")?.waits;
    desk.run(desk.now + HOUR);
    no(desk);
    expect(desk.state.tracks.find(({ id }) => id !== "main")?.waits).toEqual(waits);
    expect(desk.state.boundAt).toBe(boundAt);
  });
});

describe("another offer in the place of one that stands (rule 5)", () => {
  const other = `${BATON.replace("handover baton", "handover other")}`;
  const stages = SERIES.replace("8 weeks, then exit gone", "3 hours, then -> second through other").replace(
    "send one",
    `on replied { task look "Look" by revops_lead, on daily }  send one`,
  );
  const overtaken = (baton: string, act: (desk: Asked) => void) => {
    const desk = openDesk(cast(`${stages} ${SECOND} ${baton} ${other}`).plan);
    desk.event("replied");
    desk.event("demo_requested");
    act(desk);
    desk.run(desk.now + 3 * HOUR);
    expect(desk.state.offer?.handover).toBe("other");
    return desk;
  };

  test("withdraws what that one asked, and nothing else", () => {
    const desk = overtaken(BATON, () => {});
    expect(told(desk.journal, "withdrawn")).toEqual(["withdrawn baton to anna"]);
    expect(asked(desk).map(({ name }) => name)).toEqual(["look", "other"]);
  });

  test("withdraws the steps of its decline", () => {
    const steps = `not_now { task why "Why" by sales_manager, on daily }`;
    const desk = overtaken(BATON.replace("not_now stay", steps), no);
    expect(asked(desk).map(({ name }) => name)).toEqual(["look", "other"]);
    expect(desk.state.tracks.map(({ id }) => id)).not.toContain("decline");
  });

  test("tells who had accepted", () => {
    const gated = batonWith(" moves after demo_held, else ask the giver, on daily");
    const desk = overtaken(gated, (before) => before.act("anna", SDR, { do: "accept", name: "baton" }));
    expect(desk.commands).toContainEqual(
      expect.objectContaining({ do: "tell", to: { person: "anna" }, why: "withdrawn", event: "e2" }),
    );
  });
});
