/** What holds in every stage: docs/language.md, "Beside the main track" and rule 2. A move withdraws nothing of it. */
import { describe, expect, test } from "vitest";
import { cast, DAY, type Desk, HOUR, openDesk, plays, told } from "./play.ts";

const journeyWith = (everywhere: string, except = ""): string =>
  `in every stage ${except} { ${everywhere} }
   stage first { owner marketing_manager  lasts at most 20 days, then exit gone
     on replied { tell revops_lead "first" }  on demo_requested -> second  stay }
   stage second { owner marketing_manager  lasts at most 20 days, then exit gone  on webinar_attended -> first  stay }`;

const deskOf = (everywhere: string, except = ""): Desk =>
  openDesk(cast(journeyWith(everywhere, except)).plan);
const count = (desk: Desk, ...what: Parameters<typeof told>[1][]): number =>
  told(desk.journal, ...what).length;
const set = (desk: Desk, country: string): void =>
  desk.put({ is: "fields", id: `f${desk.journal.length}-${country}-${desk.now}`, fields: { country } });
const later = (desk: Desk, length: number): void => desk.run(desk.now + length);

const WORRY = `when country turns SE counting blank as no {
  task worry "Answer {name} first" by the holder, on daily { answered { set country to DK } }
}`;

describe("in every stage", () => {
  test("a request outlives the move, and its answer still counts", () =>
    plays(
      journeyWith(
        `on replied { task worry "Answer {name} first" by revops_lead, on daily { answered exit done } }`,
      ),
      `at 0 minutes content_downloaded
       at 1 hour    replied
       then         task worry open
       at 2 hours   demo_requested
       then         stage is second and task worry open
       at 3 hours   dag completes worry as answered
       then         exit is done`,
    ));

  test("work, track and clock of a handler are not withdrawn by a move", () => {
    const desk = deskOf(WORRY);
    set(desk, "SE");
    const [asked] = desk.state.work;
    expect(asked?.record.name).toBe("worry");
    later(desk, HOUR);
    desk.event("demo_requested");
    expect(desk.state.stage).toBe("second");
    expect(desk.state.work).toEqual([asked]);
    expect(count(desk, "withdrawn")).toBe(0);
    expect(desk.act(asked?.record.person ?? "", ["marketing_manager"], answer("worry"))).toBeNull();
    expect(desk.state.fields.country).toBe("DK");
    expect(desk.state.tracks.map(({ id }) => id)).not.toContain("every_stage/when/country");
  });

  test("a wait goes on through the move, for as long as it was to last", () => {
    const desk = deskOf(`on replied { wait 3 days  tell sdr "three days" }`);
    const start = desk.now;
    desk.event("replied");
    desk.run(start + 2 * DAY);
    desk.event("demo_requested");
    desk.run(start + 3 * DAY);
    expect(told(desk.journal, "told")).toContainEqual(expect.stringContaining("to sdr"));
  });

  test("its wait sees what happened before the move, and the stage's do not", () => {
    const desk = deskOf(
      `on replied { wait 1 day  wait up to 5 days for page_viewed { got { tell sdr "seen" } none go on } }`,
    );
    desk.event("replied");
    desk.event("page_viewed");
    desk.event("demo_requested");
    expect(desk.state.events).toEqual([]);
    later(desk, DAY);
    expect(told(desk.journal, "told")).toContainEqual(expect.stringContaining("to sdr"));
  });

  test("a message that was put off goes out after the move, and the stage's own is dropped", () => {
    const deferred: string[] = [];
    const start = 1_780_000_000_000;
    const { plan } = cast(
      `in every stage { on replied { send one } }
       stage first { owner marketing_manager  lasts at most 20 days, then exit gone  on demo_requested -> second  send two  stay }
       stage second { owner marketing_manager  lasts at most 20 days, then exit gone  stay }`,
    );
    const desk = openDesk(plan, {
      world: {
        send: ({ message }) => {
          if (deferred.includes(message)) return { is: "sent" };
          deferred.push(message);
          return { is: "deferred", until: start + DAY, why: "cap" };
        },
      },
      start,
    });
    desk.event("replied");
    desk.event("demo_requested");
    const sends = desk.commands.flatMap((command) => (command.do === "send" ? [command] : []));
    const keyOf = (message: string) => sends.find((send) => send.message === message)?.key;
    expect(desk.commands).toContainEqual({ do: "drop", keys: [keyOf("two")] });
    later(desk, DAY);
    expect(desk.commands.filter((one) => one.do === "send").map(({ message }) => message)).toEqual([
      "two",
      "one",
      "one",
    ]);
  });

  test("the exit withdraws it", () => {
    const desk = deskOf(WORRY);
    set(desk, "SE");
    desk.event("deal_lost");
    expect(desk.state).toMatchObject({ exit: "gone", work: [], tracks: [] });
    expect(count(desk, "withdrawn")).toBe(1);
  });

  test("does not listen in a stage that it leaves out, and what runs goes on there", () => {
    const desk = deskOf(`on replied { wait 1 day  tell sdr "x" }`, "except second");
    desk.event("replied");
    desk.event("demo_requested");
    later(desk, DAY);
    expect(told(desk.journal, "told").filter((line) => line.endsWith("to sdr"))).toHaveLength(1);
    desk.event("replied");
    later(desk, 2 * DAY);
    expect(told(desk.journal, "told").filter((line) => line.endsWith("to sdr"))).toHaveLength(1);
  });

  test("fires each time that its condition comes to hold, whatever the stage, and not for the move", () => {
    const desk = deskOf(`when country is SE counting blank as no { tell sdr "x" }`);
    const fired = () => told(desk.journal, "told").filter((line) => line.endsWith("to sdr")).length;
    set(desk, "SE");
    expect(fired()).toBe(1);
    desk.event("demo_requested");
    expect(fired()).toBe(1);
    for (const country of ["DK", "SE"]) set(desk, country);
    expect(fired()).toBe(2);
    for (const country of ["NO", "SE"]) set(desk, country);
    expect(fired()).toBe(3);
  });

  test("a limit per visit counts anew with each stage", () => {
    const desk = deskOf(`on replied, at most once per visit { tell sdr "x" }`);
    const fired = () => told(desk.journal, "told").filter((line) => line.endsWith("to sdr")).length;
    desk.event("replied");
    desk.event("replied");
    expect(fired()).toBe(1);
    desk.event("demo_requested");
    desk.event("replied");
    expect(fired()).toBe(2);
  });

  test("a track that leads elsewhere ends with the move", () => {
    const desk = deskOf(`on replied { wait 1 day  -> first }`);
    desk.event("demo_requested");
    desk.event("replied");
    later(desk, DAY);
    expect(desk.state).toMatchObject({ stage: "first", visit: 3 });
    expect(desk.state.tracks.map(({ id }) => id)).not.toContain("every_stage/on/replied");
  });

  test("stands among the stage's own handlers in source order", () => {
    const { plan } = cast(journeyWith(`on replied { tell sdr "every" }`));
    expect(plan.stages.first?.handlers.map(({ id }) => id)).toEqual([
      "every_stage/on/replied",
      "first/on/replied",
      "first/on/demo_requested",
    ]);
  });

  test("a loop spans the stages", () => {
    const desk = deskOf(`on replied { every 2 days, at most 3 times { tell sdr "x" } }`);
    desk.event("replied");
    later(desk, DAY);
    desk.event("demo_requested");
    later(desk, 5 * DAY);
    expect(told(desk.journal, "told").filter((line) => line.endsWith("to sdr"))).toHaveLength(3);
  });
});

describe("absence outside of a stage counts from the journey's entry", () => {
  test("in every stage a move does not begin it anew", () =>
    plays(
      journeyWith(`when no page_viewed for 7 days exit done`),
      `at 0 minutes content_downloaded
       at 5 days    demo_requested
       at 7 days
       then         exit is done`,
    ));

  test("in the condition of an exit", () =>
    plays(
      `exit quiet as neutral when no page_viewed for 7 days
       stage first { owner marketing_manager  lasts at most 20 days, then exit gone  on demo_requested -> second  stay }
       stage second { owner marketing_manager  lasts at most 20 days, then exit gone  stay }`,
      `at 0 minutes content_downloaded
       at 3 days    page_viewed { path: "/" }
       at 5 days    demo_requested
       at 9 days
       then         stage is second
       at 10 days
       then         exit is quiet`,
    ));

  test("within a stage it still counts from that stage's entry", () =>
    plays(
      `stage first { owner marketing_manager  lasts at most 20 days, then exit gone  on demo_requested -> second  stay }
       stage second { owner marketing_manager  lasts at most 20 days, then exit gone
         if no page_viewed for 7 days { exit gone }
         wait 3 days
         if no page_viewed for 3 days { tell sdr "quiet"  exit done }
         stay }`,
      `at 0 minutes content_downloaded
       at 5 days    demo_requested
       at 6 days    page_viewed { path: "/" }
       at 8 days
       then         stage is second
       at 20 days
       then         stage is second`,
    ));
});

const answer = (name: string) => ({ do: "complete" as const, name, result: "answered", evidence: {} });

describe("what a move takes with it, and what it leaves (rule 2)", () => {
  const stages = (first: string, everywhere = ""): string =>
    `${everywhere} stage first { owner marketing_manager  lasts at most 20 days, then exit gone
       ${first}  on demo_requested -> second  stay }
     stage second { owner sdr  lasts at most 20 days, then exit gone  on webinar_attended -> first  stay }`;
  const said = ({ commands }: Desk): readonly string[] =>
    commands.flatMap((command) => (command.do === "tell" ? [command.text] : []));

  test("a handler's steps end with their stage", () => {
    const desk = openDesk(cast(stages(`on replied { wait 1 day  tell sdr "late" }`)).plan);
    desk.event("replied");
    desk.event("demo_requested");
    later(desk, 2 * DAY);
    expect(said(desk)).toEqual([]);
  });

  test("on another visit a condition that holds fires anew", () => {
    const desk = openDesk(cast(stages(`when country is DK counting blank as no { tell sdr "dk" }`)).plan);
    for (const kind of ["demo_requested", "webinar_attended"]) desk.event(kind);
    expect(said(desk)).toEqual(["dk", "dk"]);
  });

  test("events are kept for the journey only where something spans its stages, and none of before it", () => {
    const wait = `on demo_held { wait up to 5 days for replied { got { tell sdr "got" } } }`;
    const alone = openDesk(cast(stages(wait)).plan);
    alone.event("replied");
    expect(alone.state.eventsOfJourney).toEqual([]);
    const desk = openDesk(cast(stages("", `in every stage { ${wait} }`)).plan);
    desk.event("replied", {}, { at: desk.now - DAY });
    desk.event("demo_held");
    expect(said(desk)).toEqual([]);
    desk.event("replied");
    expect(said(desk)).toEqual(["got"]);
  });

  test("of two events that a wait has missed the one that happened first leads on, though it was told last", () => {
    const desk = openDesk(
      cast(stages(`wait 2 days  wait up to 5 days for replied { got { tell sdr "got" } }`)).plan,
    );
    later(desk, DAY);
    desk.event("replied", {}, { id: "second" });
    desk.event("replied", {}, { id: "first", at: desk.now - HOUR });
    later(desk, DAY);
    expect(desk.commands.find((command) => command.do === "tell")).toMatchObject({ event: "first" });
  });

  test("what is written down bears the stage in which it happened", () => {
    const desk = openDesk(cast(stages(`tell sdr "x"`)).plan);
    expect(desk.journal.find(({ what }) => what === "told")?.stage).toBe("first");
  });
});
