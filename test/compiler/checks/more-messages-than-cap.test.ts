import { describe, expect, it } from "vitest";
import { checkSource, expectChecks, journey } from "../check-source.ts";

const CODE = { code: "more-messages-than-cap" };
const POLICY =
  "contact policy of lead { owner head  at most 2 messages per 7 days  exempt service, marked by head }";
const ALLOW = 'allow message-on-time-alone because "It is a test"';
const source = (steps: string, length = "10 days", name = "«first»") =>
  `${POLICY} ${journey(`stage ${name} { owner marketing  lasts at most ${length}, then exit done  ${steps}  stay }`)}`;
const calm = (steps: string, length?: string) => expectChecks(source(steps, length, "first"), []);
const busy = (steps: string, length?: string) => expectChecks(source(steps, length), [CODE]);

describe("more-messages-than-cap", () => {
  it("counts a loop at its most, over the length of the stage, and says how", () => {
    const [found] = checkSource(
      source(`${ALLOW} every 1 day, at most 10 times { send story }`, "10 days", "first"),
    );
    expect(found?.message).toBe(
      "Up to 7 messages per 7 days may fall due to one lead, and at most 2 may go out: 7 of the 10 in stage `first` of `trial`.",
    );
    calm(`${ALLOW} every 1 day, at most 10 times { send story }`, "60 days");
  });

  it("reads a length that is refused for itself", () => {
    const codes = checkSource(source("send welcome", "0.5 business days", "first")).map(({ code }) => code);
    expect(codes).toEqual(["odd-duration"]);
  });

  it("counts the busiest way, and not all of them", () => {
    const two = "send welcome send story";
    calm(`choose { when opted_out { ${two} } otherwise { ${two} } }`, "7 days");
    calm(`split half { a 50% { ${two} } b 50% { ${two} } }`, "7 days");
    busy(`send welcome if opted_out { ${two} } else { tell head "x" }`, "7 days");
  });

  it("counts tracks together, and a task as often as it may be asked again", () => {
    busy(
      "together up to 3 days until all { a { send welcome send story } b { send story } none go on }",
      "7 days",
    );
    const task = (times: number) =>
      `task call "Call" by sales, on daily { reached go on  no_answer { send story  retry at most ${times} times, then exit done } }`;
    calm(task(1), "7 days");
    busy(task(2), "7 days");
  });

  it("counts a handler as often as its limit says, and once without one", () => {
    calm("on asked { send story }", "7 days");
    busy("on asked, at most once per 1 day { send story }", "7 days");
    busy("when opted_out, at most 3 times per visit { send story }", "7 days");
  });

  it("counts each date of a list, and each day that comes again", () => {
    calm("at 1, 2 days before seen { send story }", "7 days");
    busy("at 1, 2, 3 days before seen { send story }", "7 days");
    busy("at every day, 09:00, after asked { send story }", "7 days");
    busy("at every monday, 09:00, after asked { send story send welcome }", "8 days");
  });

  const whole = (members: string, steps = "stay", name = "first") =>
    `${POLICY} ${journey(`${members} stage ${name} { owner marketing  lasts at most 7 days, then exit done  ${steps} }`)}`;

  it("counts what stands in every stage, save where it does not", () => {
    const everywhere = (except: string) =>
      `in every stage ${except} { on asked { send story send welcome } } stage other { owner marketing  lasts at most 60 days, then exit done  on asked -> first  stay }`;
    expectChecks(
      whole(
        everywhere(""),
        "send story  on left -> other  stay".replace(
          "send story  on left -> other",
          "on bought -> other  send story",
        ),
        "«first»",
      ),
      [CODE],
    );
    expectChecks(whole(everywhere("except first"), "on bought -> other  send story  stay"), []);
  });

  it("counts an exit and what follows it", () => {
    const exits = (block: string, after: string) =>
      `exit off as neutral on asked { ${block} } after exit off, owner head, for at most 7 days { ${after} }`;
    const found = checkSource(whole(exits("send story, or drop", "send welcome"), "send story  stay"));
    expect(found.map(({ message }) => message)).toEqual([
      "Up to 3 messages per 7 days may fall due to one lead, and at most 2 may go out: 3 in stage `first` and behind exit `off` of `trial`.",
    ]);
    expectChecks(whole(exits("send story, or drop", 'tell head "x"'), "send story  stay"), []);
    expectChecks(
      whole(exits("send story, or drop  send welcome, or drop", "send welcome")).replace(
        "exit off as",
        "exit «off» as",
      ),
      [CODE],
    );
  });

  it("adds journeys up, of one exclusive group the busiest alone", () => {
    const other = (group: string) => `journey second v1 of lead {
      owner head  goal bought within 9 days  review every 3 months  ${group}
      enter on asked -> only
      exit done as success
      stage only { owner marketing  lasts at most 7 days, then exit done  send welcome send story  stay }
    }`;
    const one = source("send welcome send story", "7 days");
    expectChecks(`${one} ${other("")}`, [CODE]);
  });

  const second = (steps: string, name = "only", length = "7 days") => `journey second v1 of lead {
      owner head  goal bought within 9 days  review every 3 months
      enter on asked -> ${name.replace(/[«»]/g, "")}
      exit done as success
      stage ${name} { owner marketing  lasts at most ${length}, then exit done  ${steps}  stay }
    }`;

  it("says what each adds to the sum", () => {
    const [found] = checkSource(
      `${source("send welcome send story send story", "7 days", "first")} ${second("send welcome", "only", "70 days")}`,
    );
    expect(found?.message).toContain(
      "Up to 3.1 messages per 7 days may fall due to one lead, and at most 2 may go out: 3 in stage `first` of `trial` and 0.1 of the 1 in stage `only` of `second`.",
    );
  });

  it("is permitted for the stage that says so alone, whichever is the busiest", () => {
    const permit = 'allow more-messages-than-cap because "It is a test"';
    const three = "send welcome send story send story";
    const one = (steps: string) => source(`${permit} ${steps}`, "7 days", "first");
    expectChecks(`${one(`${three} ${three}`)} ${second(three, "«only»")}`, [CODE]);
    expectChecks(`${one("send welcome send story")} ${second(three, "«only»")}`, [CODE]);
    expectChecks(`${one(three)} ${second("send welcome")}`, []);
    expectChecks(`${one("send welcome")} ${second("send welcome send story")}`, []);
  });

  it("is permitted for one stage of a journey, and not for the next", () => {
    const permit = 'allow more-messages-than-cap because "It is a test"';
    const three = "send welcome send story send story";
    const stages = (name: string, steps: string) =>
      `${POLICY} ${journey(`stage first { owner marketing  lasts at most 7 days, then -> other  ${permit} ${three} send story  stay }
        stage ${name} { owner marketing  lasts at most 7 days, then exit done  ${steps}  stay }`)}`;
    expectChecks(stages("«other»", three), [CODE]);
    expectChecks(stages("other", "send welcome"), []);
  });

  it("leaves out what no cap stops, and what is said to be fine", () => {
    const files = ["r1", "r2", "r3"].map((name) => ({
      path: `journeys/messages/${name}.md`,
      text: "---\nchannel: email\nsubject: Hello\npurpose: service\nmarked_by: head\n---\nHi\n",
    }));
    expectChecks(source("send r1 send r2 send r3", "7 days", "first"), [], { files });
    calm('allow more-messages-than-cap because "It is a test" send welcome send story send story', "7 days");
  });
});
