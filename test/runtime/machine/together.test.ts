/** Parallel tracks with a join: docs/language.md, 7.11 and rules 2 to 5. */
import { describe, expect, test } from "vitest";
import { BATON, cast, DAY, type Desk, HOUR, openDesk, plays, SECOND } from "./play.ts";

const stageWith = (content: string): string =>
  `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone  ${content}  stay }`;
const deskOf = (content: string): Desk => openDesk(cast(stageWith(content)).plan);
const said = (desk: Desk): readonly string[] =>
  desk.commands.flatMap((command) => (command.do === "tell" ? [command.text] : []));
const tracks = (desk: Desk): readonly string[] => desk.state.tracks.map(({ id }) => id);
const later = (desk: Desk, length: number): void => desk.run(desk.now + length);

const TWO = (until: string): string =>
  `together up to 10 days until ${until} {
     slow { wait 3 days  tell sdr "slow" }
     fast { wait 1 day  tell sdr "fast" }
     none { tell sdr "none" }
   }
   tell sdr "after"`;

describe("together", () => {
  test("until all goes on once the last has come to its end", () => {
    const desk = deskOf(TWO("all"));
    expect(tracks(desk)).toEqual(["main", "main+slow", "main+fast"]);
    later(desk, 2 * DAY);
    expect(said(desk)).toEqual(["fast"]);
    later(desk, DAY);
    expect(said(desk)).toEqual(["fast", "slow", "after"]);
  });

  test("until any goes on with the first, and the others are withdrawn", () => {
    const desk = deskOf(TWO("any"));
    later(desk, 9 * DAY);
    expect(said(desk)).toEqual(["fast", "after"]);
    expect(tracks(desk)).toEqual([]);
  });

  test("at its bound what still runs is withdrawn, and `none` says what follows (rule 4)", () =>
    plays(
      stageWith(
        `together up to 2 days until all {
           one  { task ask "Ask" by revops_lead, on daily }
           two  { send welcome_guide }
           none { exit done }
         }`,
      ),
      `at 0 minutes content_downloaded
       then         task ask open
       at 1 day
       then         stage is first
       at 2 days
       then         task ask withdrawn and exit is done`,
    ));

  test("a track without steps is at its end at once", () => {
    expect(
      said(deskOf(`together up to 1 day until any { a { wait 1 hour } b go on none go on } tell sdr "on"`)),
    ).toEqual(["on"]);
  });

  test("a track that leads elsewhere takes the others with it (rule 2)", () => {
    const desk = deskOf(
      `together up to 9 days until all { a { task ask "Ask" by revops_lead, on daily } b { wait 1 day  exit done } none go on }`,
    );
    later(desk, DAY);
    expect(desk.state).toMatchObject({ exit: "done", work: [], tracks: [] });
  });

  test("each sees an event for itself, and what one has used is used behind (rule 3)", () => {
    const wait = (word: string) =>
      `wait up to 2 days for replied { got { tell sdr "${word}" } none { tell sdr "no ${word}" } }`;
    const desk = deskOf(
      `together up to 9 days until all { a { ${wait("a")} } b { ${wait("b")} } none go on } ${wait("c")}`,
    );
    desk.event("replied");
    expect(said(desk)).toEqual(["a", "b"]);
    later(desk, 2 * DAY);
    expect(said(desk)).toEqual(["a", "b", "no c"]);
  });

  test("messages of a withdrawn track do not go out", () => {
    const desk = openDesk(
      cast(stageWith(`together up to 9 days until any { a { send one } b { wait 1 day } none go on }`)).plan,
      { world: { send: () => ({ is: "deferred", until: Number.MAX_SAFE_INTEGER, why: "cap" }) } },
    );
    const key = desk.state.unsent[0]?.key;
    later(desk, DAY);
    expect(desk.commands).toContainEqual({ do: "drop", keys: [key] });
    expect(desk.state.unsent).toEqual([]);
  });

  test("stands within another, and within a handler", () => {
    const desk = deskOf(
      `on replied { together up to 9 days until all {
         a { together up to 5 days until any { x { wait 1 day } y { wait 2 days } none go on }  tell sdr "x" }
         b { wait 3 days  tell sdr "b" }
         none go on
       } tell sdr "both" }`,
    );
    desk.event("replied");
    expect(tracks(desk)).toContain("first/on/replied+a+y");
    later(desk, DAY);
    expect(said(desk)).toEqual(["x"]);
    desk.event("replied");
    later(desk, 2 * DAY);
    expect(said(desk)).toEqual(["x", "b", "both"]);
  });

  test("pauses with the main track while an offer stands, and its bound with it (rule 5)", () => {
    const { plan } = cast(
      `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone
         on demo_requested -> second through baton
         together up to 25 hours until all { a { wait 1 day  tell sdr "a" } none { tell sdr "none" } }
         tell sdr "after"  stay }
       ${SECOND} ${BATON}`,
    );
    const desk = openDesk(plan);
    desk.event("demo_requested");
    later(desk, 3 * HOUR);
    const person = desk.state.work[0]?.record.person ?? "";
    desk.act(person, ["sdr"], { do: "decline", name: "baton", reason: "not_now", evidence: { reason: "x" } });
    later(desk, DAY - 3 * HOUR);
    expect(said(desk)).not.toContain("a");
    later(desk, 3 * HOUR);
    expect(said(desk).filter((text) => ["a", "after", "none"].includes(text))).toEqual(["a", "after"]);
  });
});
