/** What outlives the end: docs/language.md, 6.5, and promise P4 of everything else. */
import { describe, expect, test } from "vitest";
import { cast, DAY, type Desk, HOUR, openDesk, told } from "./play.ts";

const FAREWELL = `
  in every stage { on replied { wait 1 day  tell sdr "late" } }
  stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone
    task early "Early" by revops_lead, on daily  stay }
  after exit gone, owner sales_manager, for at most 10 days {
    wait 2 days
    wait up to 2 days for replied { got { tell sdr "replied" } none { tell sdr "silent" } }
    task why "Ask why" by the holder, on daily { told go on }
    tell sdr "done"
  }`;

const desk = (): Desk => openDesk(cast(FAREWELL).plan);
const said = ({ commands }: Desk): readonly string[] =>
  commands.flatMap((command) => (command.do === "tell" && command.why === "step" ? [command.text] : []));
const later = (at: Desk, length: number): void => at.run(at.now + length);

describe("after exit", () => {
  test("the journey has ended, and its run goes on under its own owner", () => {
    const at = desk();
    at.event("replied");
    at.event("deal_lost");
    expect(at.state).toMatchObject({
      exit: "gone",
      stage: "after gone",
      holder: { role: "sales_manager" },
      work: [],
    });
    expect(at.state.tracks.map(({ id }) => id)).toEqual(["main"]);
    expect(at.commands).toContainEqual({ do: "end", exit: "gone", outcome: "failure", goesOn: true });
    expect(told(at.journal, "exited", "entered")).toEqual([
      "entered first to marketing_manager",
      "exited gone as failure",
      "entered after gone to sales_manager",
    ]);
  });

  test.each([
    ["by an event", (at: Desk) => at.event("deal_lost")],
    ["by hand", (at: Desk) => at.put({ is: "stop", id: "s1", by: "dag", why: "enough", exit: "gone" })],
  ])(
    "who leaves %s while the journey gives way goes on there at once, with its clocks from then",
    (_, leave) => {
      const at = openDesk(
        cast(
          `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone  stay }
         after exit gone, owner sales_manager, for at most 3 days { tell sdr "gone"  wait 2 days  tell sdr "later" }`,
        ).plan,
      );
      at.put({ is: "gives way", id: "g1", to: "other", how: "pauses" });
      later(at, 5 * DAY);
      leave(at);
      expect(at.state).toMatchObject({ stage: "after gone", paused: null });
      expect(said(at)).toEqual(["gone"]);
      later(at, 2 * DAY);
      expect(said(at)).toEqual(["gone", "later"]);
    },
  );

  test("nothing else is said, asked or sent after the exit (P4)", () => {
    const at = desk();
    at.event("replied");
    at.event("deal_lost");
    later(at, 2 * DAY - HOUR);
    expect(said(at)).toEqual([]);
  });

  test("its waits see what has happened since the exit", () => {
    const at = desk();
    at.event("replied");
    at.event("deal_lost");
    later(at, DAY);
    at.event("replied");
    later(at, DAY);
    expect(said(at)).toEqual(["replied"]);
  });

  test("is over with its last step", () => {
    const at = desk();
    at.event("deal_lost");
    later(at, 5 * DAY);
    const [asked] = at.state.work;
    at.act(asked?.record.person ?? "", ["sales_manager"], {
      do: "complete",
      name: "why",
      result: "told",
      evidence: {},
    });
    expect(said(at)).toEqual(["silent", "done"]);
    expect(at.state).toMatchObject({ stage: null, exit: "gone" });
    expect(at.commands.at(-1)).toEqual({ do: "end", exit: "gone", outcome: "failure" });
    expect(told(at.journal, "closed")).toEqual(["closed gone"]);
  });

  test("is over at its bound, whatever is open (rule 4)", () => {
    const at = desk();
    at.event("deal_lost");
    later(at, 10 * DAY);
    expect(at.state).toMatchObject({ stage: null, exit: "gone", work: [], tracks: [] });
    expect(told(at.journal, "withdrawn")).toContainEqual(expect.stringContaining("why"));
  });

  test("exits lead out once", () => {
    const at = desk();
    at.event("deal_lost");
    at.event("deal_lost");
    expect(told(at.journal, "exited")).toHaveLength(1);
    expect(at.state.stage).toBe("after gone");
  });
});
