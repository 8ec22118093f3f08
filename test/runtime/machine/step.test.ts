/** What comes in: facts that are late, repeated or not news, and lives that are long. docs/language.md, rule 3. */
import { describe, expect, test } from "vitest";
import type { Command } from "../../../runtime/machine/protocol.ts";
import { step } from "../../../runtime/machine/step.ts";
import { cast, DAY, HOUR, openDesk, told } from "./play.ts";

const QUIET = `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone
  when country is known and amount is known and discount >= 0 { tell sdr "x" }
  on page_viewed { wait up to 1 day for page_viewed where path starts with "/x" }
  every 1 day, at most 50 times { send one }
  stay }`;
const { plan } = cast(QUIET);
const money = (amount: number) => ({ amount, currency: "EUR" });

describe("fields", () => {
  test("an event's field that bears the name of a subject's field updates it", () => {
    const desk = openDesk(plan);
    desk.event("page_viewed", { path: "/", country: "SE" });
    expect(desk.state.fields).toMatchObject({ country: "SE" });
    expect(desk.state.fields).not.toHaveProperty("path");
  });

  test("what happened earlier does not undo what was said later", () => {
    const desk = openDesk(plan);
    desk.run(desk.now + DAY);
    desk.event("page_viewed", { amount: money(2) });
    desk.event("page_viewed", { amount: money(1), country: "NO" }, { at: desk.now - HOUR });
    expect(desk.state.fields).toMatchObject({ amount: money(2), country: "NO" });
  });

  test("a blank clears a field, and leaves one that has a default", () => {
    const desk = openDesk(plan, { fields: { discount: 5 } });
    desk.put({ is: "fields", id: "f1", fields: { country: null, discount: null } });
    expect(desk.state.fields).toMatchObject({ country: null, discount: 5 });
  });
});

describe("repeats", () => {
  test("of each kind of fact change nothing", () => {
    const desk = openDesk(plan);
    const facts = [
      { is: "fields", id: "f1", fields: { country: "SE" } },
      { is: "band", id: "b1", score: "interest", band: "hot" },
    ] as const;
    for (const fact of facts) {
      desk.put(fact);
      const before = [desk.state, desk.commands.length, desk.journal.length];
      desk.put(fact);
      expect([desk.state, desk.commands.length, desk.journal.length]).toEqual(before);
    }
  });

  test("the entry event is known, too", () => {
    const desk = openDesk(plan);
    const before = desk.state;
    desk.event("content_downloaded", {}, { id: "e0" });
    expect(desk.state).toBe(before);
  });
});

test("after the end facts and acts are written down, and change nothing", () => {
  const desk = openDesk(plan);
  desk.event("deal_lost");
  const { state } = desk;
  desk.event("page_viewed");
  desk.run(desk.now + DAY);
  expect(desk.state).toBe(state);
  expect(told(desk.journal.slice(-1))).toEqual(["ignored page_viewed"]);
  desk.put({
    is: "act",
    actor: { person: "anna", roles: ["sdr"], delegateOf: [] },
    act: { do: "accept", work: "w" },
  });
  expect(desk.journal.at(-1)).toMatchObject({ what: "ignored", name: "accept", by: "anna" });
  expect(desk.state).toBe(state);
});

test("a long and busy life does not grow the state", () => {
  const desk = openDesk(plan);
  for (let day = 0; day < 50; day += 1) {
    for (let page = 0; page < 40; page += 1) desk.event("page_viewed", { path: "/x" });
    desk.run(desk.now + DAY);
  }
  const { events, seen, unsent, fired, tracks } = desk.state;
  expect(events.length).toBeLessThanOrEqual(200);
  expect(seen.length).toBeLessThanOrEqual(256);
  expect(unsent.length).toBeLessThanOrEqual(100);
  expect(Object.keys(fired)).toEqual([]);
  expect(tracks.flatMap(({ used }) => used).length).toBeLessThanOrEqual(200);
});

describe("a repeat is ignored, whatever came between (rule 3)", () => {
  const desk = () => openDesk(plan);

  test.each(["fields", "band"] as const)("%s that are reported again do not undo what came later", (is) => {
    const at = desk();
    const put = (id: string, nth: 0 | 1): void => {
      if (is === "fields") at.put({ is, id, fields: { country: nth === 0 ? "SE" : "NO" } });
      else at.put({ is, id, score: "interest", band: nth === 0 ? "hot" : "warm" });
    };
    put("one", 0);
    put("two", 1);
    put("one", 0);
    expect(is === "fields" ? at.state.fields.country : at.state.bands.interest).toBe(
      is === "fields" ? "NO" : "warm",
    );
  });

  test("giving way, and going on, each once for each time that it is told", () => {
    const at = desk();
    at.put({ is: "gives way", id: "g1", to: "other", how: "pauses" });
    at.put({ is: "goes on", id: "g2" });
    at.put({ is: "gives way", id: "g1", to: "other", how: "pauses" });
    expect(at.state.paused).toBeNull();
    at.put({ is: "gives way", id: "g3", to: "other", how: "pauses" });
    at.put({ is: "goes on", id: "g2" });
    expect(at.state.paused).not.toBeNull();
    at.put({ is: "gives way", id: "g1", to: "other", how: "ends" });
    expect(at.state.exit).toBeNull();
  });

  test("while it gives way, too", () => {
    const at = desk();
    at.put({ is: "gives way", id: "g1", to: "other", how: "pauses" });
    at.put({ is: "fields", id: "f1", fields: { country: "SE" } });
    at.put({ is: "fields", id: "f2", fields: { country: "NO" } });
    at.put({ is: "fields", id: "f1", fields: { country: "SE" } });
    at.event("page_viewed", { country: "DE" }, { id: "seen" });
    at.event("page_viewed", { country: "FR" });
    at.event("page_viewed", { country: "DE" }, { id: "seen" });
    expect(at.state.fields.country).toBe("FR");
    expect(at.state.paused?.waiting).toHaveLength(2);
  });
});

describe("while it gives way (rule 13)", () => {
  const stage = (steps: string) =>
    cast(
      `exit shut as neutral when custom_terms  stage first { owner sdr  lasts at most 8 weeks, then exit gone  ${steps}  stay }`,
    ).plan;
  const paused = (steps = "") => {
    const at = openDesk(stage(steps));
    at.put({ is: "gives way", id: "g1", to: "other", how: "pauses" });
    return at;
  };

  test("an exit is left by its event, and by its condition, with the reason on record", () => {
    const byEvent = paused();
    byEvent.event("deal_lost");
    expect(byEvent.state).toMatchObject({ exit: "gone", stage: null, paused: null });
    expect(byEvent.journal.find(({ what }) => what === "exited")).toMatchObject({
      name: "gone",
      result: "failure",
      step: null,
      by: null,
      why: "on deal_lost",
    });
    const byCondition = paused();
    byCondition.put({ is: "fields", id: "f1", fields: { custom_terms: true } });
    expect(byCondition.state.exit).toBe("shut");
    expect(byCondition.journal.find(({ what }) => what === "exited")?.why).toBe("its condition holds");
  });

  test("what is known of the subject is learned, and acted on once it goes on", () => {
    const at = paused(`when interest is hot { tell sdr "hot" }`);
    at.put({ is: "band", id: "b1", score: "interest", band: "hot" });
    expect(at.state.bands).toEqual({ interest: "hot" });
    expect(told(at.journal, "told")).toEqual([]);
    at.put({ is: "goes on", id: "g2" });
    expect(told(at.journal, "told")).toHaveLength(1);
  });

  test("another that it gives way to for good ends it", () => {
    const at = paused();
    at.put({ is: "gives way", id: "g2", to: "third", how: "ends" });
    expect(at.state).toMatchObject({ exit: "gave way", stage: null });
    expect(at.commands.findLast((command) => command.do === "end")).toMatchObject({ outcome: "neutral" });
  });

  test("from its first instant, an entry's event waits as well", () => {
    const { plan: heard } = { plan: stage(`on content_downloaded { tell sdr "read" }`) };
    const start = (event: boolean) =>
      step(heard, null, {
        is: "start",
        now: 1_000,
        instance: "i1",
        subject: "s1",
        stage: "first",
        fields: {},
        bands: {},
        event: event ? { id: "e0", kind: "content_downloaded", at: 1_000, fields: {} } : null,
        ...(!event && { why: "its time has come" }),
        givesWayTo: "other",
      });
    expect(start(true).state.paused?.waiting).toMatchObject([{ is: "event", event: { id: "e0" } }]);
    expect(start(false).state.paused?.waiting).toEqual([]);
    expect(start(false).journal.find(({ what }) => what === "entered")?.why).toBe("its time has come");
    expect(start(true).journal.find(({ what }) => what === "entered")?.why).toBe("on content_downloaded");
  });
});

describe("a subject that was found to be another", () => {
  test("ends without one of the journey's exits, and what is open is withdrawn", () => {
    const at = openDesk(
      cast(
        `stage first { owner sdr  lasts at most 8 weeks, then exit gone  task call "Call" by the holder, on daily  stay }`,
      ).plan,
    );
    at.put({ is: "merged", id: "m1" });
    expect(at.state).toMatchObject({ exit: "is another one", stage: null, work: [] });
    expect(told(at.journal, "withdrawn", "exited")).toEqual([
      "withdrawn call to anna",
      "exited is another one as neutral",
    ]);
    expect(at.commands.findLast((command) => command.do === "end")).toMatchObject({
      exit: "is another one",
      outcome: "neutral",
    });
  });

  test("what follows an exit is over, too, under the exit that it had", () => {
    const at = openDesk(
      cast(
        `stage first { owner sdr  lasts at most 8 weeks, then exit gone  stay }  after exit gone, owner sales_manager, for at most 9 days { wait 3 days }`,
      ).plan,
    );
    at.event("deal_lost");
    expect(at.state.stage).not.toBeNull();
    at.put({ is: "merged", id: "m1" });
    expect(at.state).toMatchObject({ exit: "gone", stage: null });
    expect(at.journal.at(-1)).toMatchObject({ what: "closed", name: "gone" });
  });
});

describe("where it stands is shown", () => {
  const places = (at: { readonly commands: readonly Command[] }) =>
    at.commands.flatMap((command) => (command.do === "place" ? [command.place] : []));
  const asked = cast(`stage first { owner sdr  lasts at most 8 weeks, then -> second
    on replied { tell sdr "again" }
    wait 2 days
    task call "Call" by the holder, on daily
    stay }
    stage second { owner sdr  lasts at most 1 week, then exit gone  stay }`).plan;

  test("as soon as the stage, the holder or what is awaited is another, and not before", () => {
    const at = openDesk(asked);
    expect(places(at)).toMatchObject([{ stage: "first", holder: { role: "sdr", person: null } }]);
    at.put({ is: "fields", id: "f1", fields: { country: "SE" } });
    at.event("page_viewed");
    expect(places(at)).toHaveLength(1);
    at.run(at.now + 2 * DAY);
    expect(places(at).at(-1)).toMatchObject({
      stage: "first",
      holder: { role: "sdr", person: "anna" },
      awaits: "anna to answer call",
      until: at.state.work[0]?.record.due,
    });
    const before = places(at).length;
    at.event("replied");
    expect(places(at)).toHaveLength(before);
    at.run(at.now + 8 * 7 * DAY);
    expect(places(at).at(-1)).toMatchObject({ stage: "second" });
  });
});

const staying = (content: string, more = ""): string =>
  `${more} stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone  ${content}  stay }`;
const deskOf = (content: string, more = "", world = {}) =>
  openDesk(cast(staying(content, more)).plan, { world });
type Desk = ReturnType<typeof openDesk>;
const saidOf = ({ commands }: Desk) =>
  commands.flatMap((command) => (command.do === "tell" && command.why === "step" ? [command.text] : []));
const OTHER = "re_engagement/s1/1";

describe("the entry", () => {
  const begin = (content: string, given: { readonly at: number; readonly fields?: Record<string, null> }) => {
    const entered = cast(staying(content)).plan;
    const now = openDesk(entered).now;
    return step(entered, null, {
      is: "start",
      now,
      instance: "i1",
      subject: "s1",
      stage: "first",
      fields: given.fields ?? {},
      bands: {},
      event: { id: "e0", kind: "content_downloaded", at: now - given.at, fields: {} },
    });
  };

  test("its event is seen by the first stage, though it happened before", () => {
    const { state, commands } = begin(`wait up to 1 day for content_downloaded { got { tell sdr "got" } }`, {
      at: HOUR,
    });
    expect(commands).toContainEqual(expect.objectContaining({ do: "tell", text: "got" }));
    expect(state.lastInJourney).toHaveProperty("content_downloaded");
  });

  test("a blank is no value in place of a default", () =>
    expect(
      begin(`if discount > 5 { tell sdr "x" }`, { at: 0, fields: { discount: null } }).state.fields.discount,
    ).toBe(0));

  test("what happened before it does not count for the journey", () => {
    const desk = deskOf("wait 5 days");
    desk.event("replied", {}, { at: desk.now - HOUR });
    expect(desk.state.lastInJourney).not.toHaveProperty("replied");
    desk.event("replied");
    expect(desk.state.lastInJourney).toHaveProperty("replied");
  });
});

describe("what is told again, with its id", () => {
  test("a pause that is over", () => {
    const desk = deskOf("wait 5 days");
    const pause = { is: "pause", id: "p1", by: "dag", why: "a fault" } as const;
    desk.put(pause);
    desk.put({ is: "resume", id: "r1", by: "dag", how: "shift" });
    desk.put(pause);
    expect(desk.state.paused).toBeNull();
  });

  test("a pause that stands is no second attempt at it", () => {
    const desk = deskOf("wait 5 days");
    const pause = { is: "pause", id: "p1", by: "dag", why: "a fault" } as const;
    desk.put(pause);
    desk.put(pause);
    expect(told(desk.journal, "ignored")).toEqual([]);
  });

  test("that somebody may be found: nobody is looked for twice, and of who is found nothing changes", () => {
    const nobody = deskOf(`task call "Call" by sdr, on daily`, "", { assign: () => null });
    const looks = () => nobody.commands.filter((command) => command.do === "assign").length;
    const before = looks();
    nobody.put({ is: "look again", id: "l1" });
    const once = looks();
    expect(once).toBeGreaterThan(before);
    nobody.put({ is: "look again", id: "l1" });
    expect(looks()).toBe(once);
    const found = deskOf(`task call "Call" by sdr, on daily`);
    const { work } = found.state;
    found.put({ is: "look again", id: "l1" });
    expect(found.state.work).toEqual(work);
  });

  test("after the end, what is neither an event nor an act leaves no word", () => {
    const desk = deskOf("wait 5 days");
    desk.event("deal_lost");
    const { length } = desk.journal;
    desk.put({ is: "fields", id: "f9", fields: { country: "SE" } });
    desk.put({ is: "band", id: "b9", score: "interest", band: "hot" });
    expect(desk.journal).toHaveLength(length);
  });
});

describe("answers of the world", () => {
  const BEGIN = (name: string, more: string): string => `begin ${name}, and wait up to 10 days { ${more} }`;

  test("the end of another journey may lead out, and so may that it was not begun", () => {
    const ended = deskOf(BEGIN("re_engagement", "ended exit done  none exit gone"));
    ended.put({ is: "journey ended", id: "x", instance: OTHER });
    expect(ended.state.exit).toBe("done");
    const entered = cast(staying(BEGIN("re_engagement", "ended exit done  none exit gone"))).plan;
    let ref = "";
    const desk = openDesk(entered, {
      watch: (_, __, { commands }) => {
        for (const command of commands) if (command.do === "begin") ref = command.ref ?? "";
      },
    });
    const tracks = desk.state.tracks.map((track) =>
      track.waits?.on === "journey" ? { ...track, waits: { ...track.waits, ref, instance: null } } : track,
    );
    const refused = step(
      entered,
      { ...desk.state, tracks },
      {
        is: "results",
        now: desk.now,
        results: [{ ref, began: null }],
      },
    );
    expect(refused.state.exit).toBe("gone");
  });

  test("each goes to the track that asked", () => {
    const two = (first: string, second: string): string =>
      `together up to 20 days until all {
         a { ${BEGIN(first, `ended { tell sdr "${first}" } none go on`)} }
         b { ${BEGIN(second, `ended { tell sdr "${second}" } none go on`)} }  none go on }`;
    const desk = deskOf(two("re_engagement", "other"));
    desk.put({ is: "journey ended", id: "x", instance: OTHER });
    expect(saidOf(desk)).toEqual(["re_engagement"]);
    desk.put({ is: "journey ended", id: "y", instance: "other/s1/1" });
    expect(saidOf(desk)).toEqual(["re_engagement", "other"]);
  });

  test("who has won may lead out", () => {
    const desk = deskOf(
      `split opening { a 50% { send one }  b 50% { send two } }
       wait up to 5 days for the winner of opening { a exit done  b exit done  none exit gone }`,
      "",
      { winner: () => "a" },
    );
    expect(desk.state.exit).toBe("done");
  });
});

describe("one of two reasons to stand is over", () => {
  const standing = (more = ""): Desk => {
    const desk = deskOf("wait 5 days", more);
    desk.put({ is: "gives way", id: "g1", to: "other", how: "pauses" });
    desk.put({ is: "pause", id: "p1", by: "dag", why: "a fault" });
    return desk;
  };

  test("and the words say which is left, and how its clocks go on", () => {
    const first = standing();
    first.put({ is: "goes on", id: "o1" });
    expect(first.journal.at(-1)).toMatchObject({
      what: "resumed",
      name: "other",
      why: "other has ended, and dag has it paused",
    });
    first.put({ is: "resume", id: "r1", by: "carla", how: "catch up" });
    expect(first.journal.findLast(({ what }) => what === "resumed")).toMatchObject({
      by: "carla",
      result: "catch up",
      why: "what fell due meanwhile happens now",
    });
    const second = standing();
    second.put({ is: "resume", id: "r1", by: "carla", how: "shift" });
    expect(second.journal.at(-1)).toMatchObject({
      by: "carla",
      result: "shift",
      why: "its clocks go on from where they stood, and other is under way",
    });
  });

  test("an exit whose condition came to hold under the hand leads out once the hand is gone", () => {
    const desk = standing("exit concern as neutral when open_concern");
    desk.put({ is: "fields", id: "f1", fields: { open_concern: true } });
    expect(desk.state.exit).toBeNull();
    desk.put({ is: "resume", id: "r1", by: "carla", how: "shift" });
    expect(desk.state.exit).toBe("concern");
  });

  test("the end of another does not resume what only a hand has paused", () => {
    const desk = deskOf("wait 5 days");
    desk.put({ is: "pause", id: "p1", by: "dag", why: "a fault" });
    desk.put({ is: "goes on", id: "o1" });
    expect(desk.state.paused).not.toBeNull();
    expect(told(desk.journal, "resumed")).toEqual([]);
  });
});

test("a silence that a wait is for begins anew with each event", () => {
  const desk = deskOf(`wait up to 9 days until no page_viewed for 3 days { got { tell sdr "got" } }`);
  desk.run(desk.now + DAY);
  desk.event("page_viewed");
  desk.run(desk.now + 3 * DAY - 1);
  expect(saidOf(desk)).toEqual([]);
  desk.run(desk.now + 1);
  expect(saidOf(desk)).toEqual(["got"]);
});

test("what the bound of a stage ends says so, and that nobody did it", () => {
  const desk = deskOf("");
  desk.run(desk.now + 60 * DAY);
  expect(desk.journal.find(({ what }) => what === "exited")).toMatchObject({
    step: null,
    by: null,
    why: "its time was over",
  });
});

describe("what people are shown", () => {
  const places = (desk: Desk) =>
    desk.commands.flatMap((command) => (command.do === "place" ? [command.place] : []));

  test("is shown anew with whatever else is done, where something else is awaited", () => {
    const desk = deskOf(`wait 1 day  tell sdr "x"  wait up to 9 days for replied  stay`);
    const start = desk.now;
    desk.run(start + DAY);
    expect(places(desk)).toMatchObject([
      { awaits: "time to pass", until: start + DAY },
      { awaits: "replied", until: start + 10 * DAY },
    ]);
  });

  test("or until another time", () => {
    const desk = deskOf(`wait 1 day  tell sdr "x"  wait 2 days`);
    const start = desk.now;
    desk.run(start + DAY);
    expect(places(desk).map(({ until }) => until)).toEqual([start + DAY, start + 3 * DAY]);
  });

  test("and not for its own sake, nor where nothing is otherwise", () => {
    const silent = deskOf(`wait 1 day  wait 2 days`);
    silent.run(silent.now + DAY);
    expect(places(silent)).toHaveLength(1);
    const same = deskOf(`on replied { tell sdr "x" }  wait 5 days`);
    same.event("replied");
    expect(places(same)).toHaveLength(1);
  });

  test("in another stage of the same holder it is shown at once", () => {
    const desk = deskOf(
      `on replied -> next  wait 5 days`,
      `stage next { owner marketing_manager  lasts at most 8 weeks, then exit gone  wait 5 days  stay }`,
    );
    desk.event("replied");
    expect(places(desk).map(({ stage }) => stage)).toEqual(["first", "next"]);
  });
});
