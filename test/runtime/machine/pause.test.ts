/** Giving way to another journey of the group: docs/language.md, rule 13. */

import { describe, expect, test } from "vitest";
import type { SendOutcome } from "../../../runtime/machine/protocol.ts";
import { requestsIn } from "../../../runtime/machine/refusal.ts";
import { BATON, cast, DAY, type Desk, HOUR, openDesk, plays, SECOND, timeOf, told } from "./play.ts";

const stageWith = (content: string): string =>
  `stage first { owner marketing_manager  lasts at most 20 days, then exit gone  ${content}  stay }`;
const deskOf = (content: string): Desk => openDesk(cast(stageWith(content)).plan);
const said = ({ commands }: Desk): readonly string[] =>
  commands.flatMap((command) => (command.do === "tell" && command.why === "step" ? [command.text] : []));
const later = (at: Desk, length: number): void => at.run(at.now + length);
const pause = (at: Desk, how: "pauses" | "ends" = "pauses"): void =>
  at.put({ is: "gives way", id: `p${at.now}`, to: "other", how });
const resume = (at: Desk): void => at.put({ is: "goes on", id: `r${at.now}` });

describe("a journey that gives way and pauses", () => {
  test("does nothing, and goes on from there: waits, bound, loops", () => {
    const at = deskOf(`wait 2 days  tell sdr "two"  every 3 days, at most 1 times { tell sdr "five" }`);
    later(at, DAY);
    pause(at);
    later(at, 100 * DAY);
    expect(said(at)).toEqual([]);
    resume(at);
    later(at, DAY - HOUR);
    expect(said(at)).toEqual([]);
    later(at, HOUR);
    expect(said(at)).toEqual(["two"]);
    later(at, 17 * DAY);
    expect(said(at)).toEqual(["two", "five"]);
    expect(at.state.exit).toBeNull();
    later(at, DAY);
    expect(at.state.exit).toBe("gone");
    expect(told(at.journal, "paused", "resumed")).toEqual(["paused other", "resumed other"]);
  });

  test("keeps what is reported twice meanwhile once, so that it takes the place of no other", () => {
    const at = deskOf("");
    at.put({ is: "left", id: "before", person: "anna", roles: [] });
    pause(at);
    for (const id of ["before", "l1", "l1"]) at.put({ is: "left", id, person: "bo", roles: [] });
    const outcome = { is: "done", out: {} } as const;
    for (let time = 0; time < 2; time += 1) {
      at.put({ is: "journey ended", id: "j1", instance: "other/s1/1" });
      at.put({ is: "called", key: "c1", action: "provision", outcome });
    }
    expect(at.state.paused?.waiting.map((input) => "id" in input && input.id)).toEqual(["l1", "j1", false]);
  });

  test("says for whom it stops and why it goes on, and nothing of it once it has ended", () => {
    const at = openDesk(
      cast(`${stageWith("")} after exit gone, owner sales_manager, for at most 9 days { wait 3 days }`).plan,
    );
    pause(at);
    resume(at);
    const whys = at.journal
      .filter(({ what }) => what === "paused" || what === "resumed")
      .map(({ why }) => why);
    expect(whys).toEqual(["small gives way to other", "other has ended"]);
    at.event("deal_lost");
    later(at, HOUR);
    pause(at);
    expect(at.state.paused).toBeNull();
    const why = "the journey has ended: gone";
    expect(at.journal.at(-1)).toMatchObject({ what: "ignored", name: "other", why });
  });

  test("what has been given for good has no clock to set on, and is not shown anew", () => {
    const at = deskOf(`task call "Call" by sdr, on prompt`);
    later(at, 10 * DAY);
    expect(at.state.work[0]).toMatchObject({ rungAt: null });
    const { due } = at.state.work[0]?.record ?? {};
    pause(at);
    later(at, DAY);
    const before = at.commands.length;
    resume(at);
    expect(at.state.work[0]).toMatchObject({ rungAt: null });
    expect(at.state.work[0]?.record.due).toBe(due);
    expect(at.commands.slice(before).filter((command) => command.do === "open work")).toEqual([]);
  });

  test("keeps the latest of a flood, and no more", () => {
    const at = deskOf("");
    pause(at);
    for (let nth = 0; nth < 203; nth += 1) at.event("page_viewed", {}, { id: `v${nth}` });
    const waiting = at.state.paused?.waiting.map((input) => input.is === "event" && input.event.id);
    expect(waiting).toHaveLength(200);
    expect([waiting?.[0], waiting?.at(-1)]).toEqual(["v3", "v202"]);
  });

  test("a date stays where it is: only lengths of time are set on", () => {
    const stage = "stage first { owner marketing_manager  lasts until 2026-12-04, then exit gone  stay }";
    const dated = openDesk(cast(stage).plan);
    const until = dated.state.boundAt;
    pause(dated);
    later(dated, 3 * DAY);
    resume(dated);
    expect(dated.state.boundAt).toBe(until);
    const lasting = deskOf("");
    const bound = lasting.state.boundAt ?? 0;
    pause(lasting);
    later(lasting, 3 * DAY);
    resume(lasting);
    expect(lasting.state.boundAt).toBe(bound + 3 * DAY);
    expect(lasting.state.pauses).toEqual([[lasting.now - 3 * DAY, lasting.now]]);
  });

  test("while nobody is found it is the next look that is set on, and no rung", () => {
    const world = { assign: () => null };
    const at = openDesk(cast(stageWith(`task call "Call" by sdr, on prompt`)).plan, { world });
    const look = at.state.work[0]?.rungAt ?? 0;
    expect(at.state.work[0]?.stuck).toBe("ask");
    pause(at);
    later(at, DAY);
    resume(at);
    expect(at.state.work[0]?.rungAt).toBe(look + DAY);
  });

  test("is shown as paused, with what it waits for", () => {
    const at = deskOf("");
    pause(at);
    expect(at.commands.at(-1)).toMatchObject({
      do: "place",
      place: { paused: "other", awaits: "other to end", until: null },
    });
    resume(at);
    expect(at.commands.at(-1)).toMatchObject({ do: "place", place: { stage: "first" } });
    expect(at.state.placed?.paused).toBeUndefined();
  });

  test("a clock on a person goes on in their open hours", () => {
    const at = deskOf(`task call "Call" by sdr, on prompt`);
    expect(at.state.work[0]?.record.due).toBe(timeOf(at.plan, "2026-11-23", 13));
    later(at, HOUR);
    pause(at);
    at.run(timeOf(at.plan, "2026-11-28", 12));
    resume(at);
    const [work] = at.state.work;
    // Three of four business hours are left, on the Monday after that Saturday.
    expect(work?.record.due).toBe(timeOf(at.plan, "2026-11-30", 12));
    expect(work?.rungAt).toBe(timeOf(at.plan, "2026-11-30", 10));
    expect(at.commands).toContainEqual({ do: "open work", work: work?.record });
    expect(told(at.journal, "breached", "reminded")).toEqual([]);
    at.run(timeOf(at.plan, "2026-11-30", 11));
    expect(told(at.journal, "reminded")).toHaveLength(1);
  });

  test("nobody answers its requests meanwhile, and is told why", () => {
    const at = deskOf(`task call "Call" by sdr, on prompt { yes exit done }`);
    const person = at.state.work[0]?.record.person ?? "";
    pause(at);
    const refused = at.act(person, ["sdr"], { do: "complete", name: "call", result: "yes", evidence: {} });
    expect(refused).toMatchObject({ code: "journey-paused" });
    expect(at.state.exit).toBeNull();
    resume(at);
    expect(at.act(person, ["sdr"], { do: "complete", name: "call", result: "yes", evidence: {} })).toBeNull();
  });

  test("of what people may request only what leads out is taken, and the others hear until when", () => {
    const at = deskOf(
      `on request by sdr to stop needs reason exit gone  on request by sdr to size_up needs employees { tell sdr "x" }`,
    );
    pause(at);
    const refused = at.request("anna", ["sdr"], "size_up", { employees: 3 });
    expect(refused).toEqual({
      code: "journey-paused",
      message:
        "It is paused while other is under way with them, and goes on once that has ended: size_up can be requested then.",
    });
    expect(requestsIn(at.plan, at.state.stage, true).map(({ name }) => name)).toEqual(["stop"]);
    expect(at.request("anna", ["sdr"], "stop", {})).toMatchObject({ code: "missing-evidence" });
    expect(at.request("anna", ["sdr"], "stop", { reason: "A competitor" })).toBeNull();
    expect(at.state).toMatchObject({ exit: "gone", stage: null, paused: null });
  });

  test("what happens meanwhile is not lost (rule 3): handlers and waits see it once it goes on", () => {
    const at = deskOf(
      `on replied { tell sdr "handler" }  wait up to 5 days for demo_requested { got { tell sdr "got" } none { tell sdr "none" } }`,
    );
    pause(at);
    later(at, 9 * DAY);
    at.event("replied");
    at.event("demo_requested");
    expect(said(at)).toEqual([]);
    resume(at);
    expect([...said(at)].sort()).toEqual(["got", "handler"]);
  });

  test("exits lead out all the same, and conditions are looked at when it goes on", () => {
    const at = deskOf(`when country is SE counting blank as no { tell sdr "SE" }`);
    pause(at);
    at.put({ is: "fields", id: "f1", fields: { country: "SE" } });
    expect(said(at)).toEqual([]);
    resume(at);
    expect(said(at)).toEqual(["SE"]);
    pause(at);
    at.event("deal_lost");
    expect(at.state).toMatchObject({ exit: "gone", stage: null, paused: null });
  });

  test("no absence lasts while it is paused", () => {
    const at = deskOf(`when no replied for 7 days { tell sdr "quiet" }`);
    later(at, 3 * DAY);
    pause(at);
    later(at, 30 * DAY);
    resume(at);
    later(at, 4 * DAY - HOUR);
    expect(said(at)).toEqual([]);
    later(at, HOUR);
    expect(said(at)).toEqual(["quiet"]);
  });

  test("a silence that began while it was paused counts from when it goes on", () => {
    const at = deskOf(`when no replied for 7 days { tell sdr "quiet" }`);
    pause(at);
    later(at, 10 * DAY);
    at.event("replied");
    later(at, 10 * DAY);
    resume(at);
    later(at, 7 * DAY - HOUR);
    expect(said(at)).toEqual([]);
    later(at, HOUR);
    expect(said(at)).toEqual(["quiet"]);
  });

  test("messages stop: what was put off or held asks the ledger anew, and nothing goes out before", () => {
    const answers: SendOutcome[] = [{ is: "held", why: "hold" }];
    const at = openDesk(cast(stageWith(`send one  tell sdr "after"`)).plan, {
      world: { send: () => answers.shift() ?? { is: "sent" } },
    });
    const sends = () => at.commands.filter((command) => command.do === "send").length;
    pause(at);
    at.put({ is: "released", key: at.state.unsent[0]?.key ?? "" });
    later(at, 3 * DAY);
    expect(sends()).toBe(1);
    resume(at);
    expect(sends()).toBe(2);
    expect(said(at)).toEqual(["after"]);
  });

  test("an offer stands still with it, and the main track with the offer (rule 5)", () => {
    const at = openDesk(
      cast(
        `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone
           on demo_requested -> second through baton  wait 2 days  tell sdr "after"  stay } ${SECOND} ${BATON}`,
      ).plan,
    );
    later(at, HOUR);
    at.event("demo_requested");
    later(at, HOUR);
    pause(at);
    later(at, 7 * DAY);
    resume(at);
    const [work] = at.state.work;
    at.act(work?.record.person ?? "", ["sdr"], {
      do: "decline",
      name: "baton",
      reason: "not_now",
      evidence: { reason: "x" },
    });
    later(at, 47 * HOUR - 1);
    expect(said(at)).not.toContain("after");
    later(at, 1);
    expect(said(at)).toContain("after");
  });

  test("may be paused again, and for another journey", () => {
    const at = deskOf(`wait 4 days  tell sdr "on"`);
    for (let round = 0; round < 3; round += 1) {
      later(at, DAY);
      pause(at);
      later(at, DAY);
      at.put({ is: "gives way", id: `again${at.now}`, to: "third", how: "pauses" });
      expect(at.state.paused?.reasons).toMatchObject([{ to: "third" }]);
      later(at, 5 * DAY);
      resume(at);
    }
    later(at, DAY - 1);
    expect(said(at)).toEqual([]);
    later(at, 1);
    expect(said(at)).toEqual(["on"]);
  });
});

describe("a journey that gives way and ends", () => {
  test("ends, withdraws what it asked, and says for which it did", () => {
    const at = deskOf(`task call "Call" by sdr, on prompt`);
    pause(at, "ends");
    expect(at.state).toMatchObject({ stage: null, exit: "gave way", work: [], tracks: [] });
    expect(at.commands).toContainEqual({ do: "end", exit: "gave way", outcome: "neutral" });
    expect(at.journal.at(-1)).toMatchObject({
      what: "exited",
      name: "gave way",
      why: "it gives way to other",
    });
  });
});

// ── Two journeys ──────────────────────────────────────────────────────────────────────────────────────────

const other = (exclusive: string, content = "", more = ""): string => `
journey other v1 of lead {
  owner revops_lead  goal deal_won within 9 days  review every 3 months, last 2026-10-01
  ${exclusive}
  enter on webinar_attended -> talk
  exit over as neutral on demo_held
  ${more}
  stage talk { owner sdr  lasts at most 10 days, then exit over  ${content} stay }
}`;
const exclusive = (priority: number, how: string): string =>
  `exclusive selling, priority ${priority}, gives way and ${how}`;
const HIGHER = other(exclusive(20, "pauses"));

describe("in an exclusive group", () => {
  test("the lower pauses while the higher is under way, and goes on where it was", () =>
    plays(
      `${exclusive(10, "pauses")} ${stageWith(`wait 2 days  task call "Call" by sdr, on daily`)}`,
      `at 0 minutes content_downloaded
       at 1 day     webinar_attended
       at 5 days    demo_held
       then         task call not open
       at 6 days    
       then         task call open and stage is first`,
      { more: HIGHER },
    ));

  test("the lower that enters while the higher is under way begins once that has ended, with its entry event", () =>
    plays(
      `${exclusive(10, "pauses")} stage first { owner marketing_manager  lasts at most 9 days, then exit gone
         on content_downloaded { task seen "Seen" by sdr, on daily }  send welcome_guide  stay }`,
      `at 0 minutes webinar_attended
       at 1 hour    content_downloaded
       then         stage is first and message welcome_guide not sent and task seen not open
       at 2 hours   demo_held
       then         message welcome_guide sent and task seen open`,
      { more: HIGHER },
    ));

  test("the lower ends, or is not entered, where it gives way and ends", async () => {
    const first = `${exclusive(10, "ends")} ${stageWith("")}`;
    const ended = await plays(first, "at 0 minutes content_downloaded  at 1 day webinar_attended", {
      more: HIGHER,
    });
    expect(ended).toMatchObject({ stage: null, exit: "gave way" });
    const none = await plays(first, "at 0 minutes webinar_attended  at 1 hour content_downloaded", {
      more: HIGHER,
    });
    expect(none).toMatchObject({ stage: null, exit: null });
  });

  test("what the higher begins on its way out finds it ended, and comes before those who wait", () =>
    plays(
      `${exclusive(10, "pauses")} ${stageWith(`wait 2 days  task call "Call" by sdr, on daily`)}`,
      `at 0 minutes content_downloaded
       at 1 day     webinar_attended
       at 2 days    deal_advanced { stage: "x" }
       at 9 days
       then         task call not open
       at 20 days   demo_held
       at 21 days
       then         task call open`,
      {
        more: `${other(exclusive(20, "pauses"), "", "exit on_it as neutral on deal_advanced { begin third, and go on }")}
          journey third v1 of lead {
            owner revops_lead  goal deal_won within 9 days  review every 3 months, last 2026-10-01
            ${exclusive(15, "pauses")}
            enter on page_viewed -> talk
            exit over as neutral on demo_held
            stage talk { owner sdr  lasts at most 60 days, then exit over  stay }
          }`,
      },
    ));

  test("what follows the exit of the higher holds nobody up", () =>
    plays(
      `${exclusive(10, "pauses")} ${stageWith(`wait 2 days  task call "Call" by sdr, on daily`)}`,
      `at 0 minutes content_downloaded
       at 1 day     webinar_attended
       at 5 days    demo_held
       at 6 days
       then         task call open`,
      {
        more: other(
          exclusive(20, "pauses"),
          "",
          `after exit over, owner sdr, for at most 30 days { wait 20 days }`,
        ),
      },
    ));
});
