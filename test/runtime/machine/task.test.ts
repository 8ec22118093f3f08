/** Tasks by several people, and who is meant by `the asker`: docs/language.md, sections 7.5 and 14. */
import { describe, expect, test } from "vitest";
import { BATON, cast, DAY, type Desk, openDesk, plays, SECOND, told } from "./play.ts";

const stageWith = (content: string, more = ""): string =>
  `stage first { owner sdr  lasts at most 8 weeks, then exit gone  ${content}  stay } ${SECOND} ${more}`;
const KICKOFF = `task kickoff "Agree the plan" by the holder and sales_manager, on daily {
  held     exit done
  unclear  { tell revops_lead "unclear" }
  no_show  exit gone
}`;
const ENTERED = "at 0 minutes content_downloaded";

describe("a task by A and B (section 7.5)", () => {
  test("needs both, each with an answer of their own", () =>
    plays(
      stageWith(KICKOFF),
      `${ENTERED}
       then        task kickoff open and holder is anna
       at 1 hour   anna completes kickoff as held
       then        stage is first and task kickoff open
       at 2 hours  carla completes kickoff as held
       then        exit is done`,
    ));

  test("where they differ, the least favourable answer stands: the later in the file", () =>
    plays(
      stageWith(KICKOFF),
      `${ENTERED}
       at 1 hour   carla completes kickoff as no_show
       then        stage is first
       at 2 hours  anna completes kickoff as held
       then        exit is gone`,
    ));

  test("each is on the ladder for themselves, and nobody's silence is an answer", () =>
    plays(
      stageWith(KICKOFF),
      `${ENTERED}
       at 1 hour   anna completes kickoff as held
       at 5 days
       then        stage is first and breaches of kickoff are 1
       at 6 days   dag completes kickoff as unclear
       then        stage is first and notice to dag and task kickoff not open`,
    ));

  test("one who answers twice is refused, and the other is still waited for", () => {
    const desk = openDesk(cast(stageWith(KICKOFF)).plan);
    const held = { do: "complete", name: "kickoff", result: "held", evidence: {} } as const;
    expect(desk.act("anna", ["sdr"], held)).toBeNull();
    expect(desk.act("anna", ["sdr"], held)).toMatchObject({ code: "not-yours" });
    expect(desk.state.stage).toBe("first");
  });

  test.each(["the holder and sdr", "sdr and the holder", "sdr and sdr"])(
    "asks two people where two fill the roles: by %s",
    async (by) => {
      await plays(
        stageWith(`task pair "Look together" by ${by}, on daily { seen exit done }`),
        `${ENTERED}
         at 1 hour   anna completes pair as seen
         then        stage is first
         at 2 hours  bo completes pair as seen
         then        exit is done`,
      );
    },
  );

  test("whoever is asked beside is named to whom picks", () => {
    const { plan } = cast(stageWith(`task pair "Look together" by sdr and sdr, on daily { seen exit done }`));
    const desk = openDesk(plan);
    const [one] = desk.state.work;
    expect(desk.commands.flatMap((command) => (command.do === "assign" ? [command.beside] : []))).toEqual([
      { works: [], people: [] },
      { works: [one?.record.id], people: [] },
    ]);
  });

  test("asks the only one who fills both for each", () =>
    plays(
      stageWith(`task pair "Look twice" by sales_manager and sales_manager, on daily { seen exit done }`),
      `${ENTERED}
       at 1 hour   carla completes pair as seen
       then        stage is first
       at 2 hours  carla completes pair as seen
       then        exit is done`,
    ));

  test("a move withdraws both", () =>
    plays(
      stageWith(`on replied exit done  ${KICKOFF}`),
      `${ENTERED}
       at 1 hour  replied
       then       notice to anna and notice to carla`,
    ));
});

describe("the asker", () => {
  const REQUEST = `on request by sales_manager to look { task look "Look" by the asker, on asked  tell the asker "Thanks" }`;
  const LADDER =
    "ladder asked { within 1 business day  after 1 business day tell the asker  after 2 business days give to the manager }";
  const deskOf = (content: string): Desk => openDesk(cast(stageWith(content), LADDER).plan);

  test("is the person whose act led here, in a role of theirs", () => {
    const desk = deskOf(REQUEST);
    desk.request("carla", ["sales_manager"], "look");
    expect(desk.state.work[0]?.record).toMatchObject({ person: "carla", role: "sales_manager" });
    desk.act("carla", ["sales_manager"], { do: "complete", name: "look", result: "done", evidence: {} });
    expect(told(desk.journal, "told")).toEqual(["told first/request/look/tell_asker to carla"]);
  });

  test("is told by the ladder of what they asked for", () => {
    const desk = deskOf(`on request by sales_manager to look { task look "Look" by sdr, on asked }`);
    desk.request("carla", ["sales_manager"], "look");
    desk.run(desk.now + DAY);
    expect(told(desk.journal, "escalated")).toEqual(["escalated look to carla"]);
  });

  test("is the holder where nobody's act led here", () => {
    const desk = deskOf(`task call "Call" by the holder, on daily  on replied { tell the asker "x" }`);
    desk.event("replied");
    expect(told(desk.journal, "told")).toEqual(["told first/on/replied/tell_asker to anna"]);
  });
});

describe("the receiver", () => {
  test("is asked for what keeps the move back, once they have taken the offer", () => {
    const gated = BATON.replace("giver marketing_manager", "giver sdr")
      .replace("receiver sdr picked by new_business", "receiver sales_manager")
      .replace(
        "accept on prompt",
        "moves after demo_held, else ask the receiver, on daily  accept on prompt",
      );
    const stages = stageWith("on replied -> second through baton", gated);
    const desk = openDesk(cast(stages).plan);
    desk.event("replied");
    desk.act("carla", ["sales_manager"], { do: "accept", name: "baton" });
    expect(desk.state.work[0]?.record).toMatchObject({
      kind: "data",
      person: "carla",
      role: "sales_manager",
    });
    desk.event("demo_held");
    expect(desk.state.stage).toBe("second");
  });
});
