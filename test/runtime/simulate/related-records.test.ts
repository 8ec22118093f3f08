/** Records of one account (docs/language.md, rule 8), the whole way in virtual time. */
import { describe, expect, test } from "vitest";
import { message } from "../../compiler/check-source.ts";
import { failuresOf } from "./play-texts.ts";

const LETTERS = [message("recap", "Hi {{ name }}")];

const DATA = `
subject lead {
  owner head  account company
  email: email key  name: text  company?: text  part?: one of (champion, buyer, user)  amount?: money
}
event asked    of lead
event visited  of lead
event told     of lead { part?: one of (champion, buyer, user)  company?: text }
event bought   of lead
`;
const journey = (lines: string, enter = "enter on asked -> first") => `
journey care v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  ${enter}
  exit done as success on bought
  exit well as success
  exit alone as failure
  stage first { owner marketing  lasts at most 300 days, then exit done ${lines} stay }
}`;
const MARIA = 'email: "maria@nordpay.com"  name: "Maria"  company: "Nordpay"';
const JON = 'of { email: "jon@nordpay.com"  name: "Jon"  company: "nordpay "';
const scenario = (lines: string, given = MARIA) => `
scenario "x" of care { given { ${given} } start 2026-11-23 09:00 ${lines} }`;

const ALONE = "when no contact of account has part champion exit alone";

describe("no contact of account has … (rule 8)", () => {
  test("is asked of everybody of the account, the subject itself included", async () => {
    expect(
      await failuresOf(`${DATA}${journey(ALONE)}
        ${scenario("at 0 minutes asked then exit is alone")}
        ${scenario(`at 0 minutes visited ${JON}  part: champion } at 1 hour asked then stage is first`)}
        ${scenario(`at 0 minutes visited ${JON}  part: user } at 1 hour asked then exit is alone`)}
        ${scenario("at 0 minutes asked then stage is first", `${MARIA}  part: champion`)}
        ${scenario('at 0 minutes visited of { email: "x@other.com"  name: "X"  company: "Other"  part: champion } at 1 hour asked then exit is alone')}`),
    ).toEqual([[], [], [], [], []]);
  });

  test("turns when another record of the account changes, comes or goes", async () => {
    expect(
      await failuresOf(`${DATA}${journey(ALONE)}
        ${scenario(`at 0 minutes visited ${JON}  part: champion } at 1 hour asked then stage is first
          at 1 day told of { email: "jon@nordpay.com" } { part: user } then exit is alone`)}
        ${scenario(`at 0 minutes visited ${JON}  part: champion } at 1 hour asked then stage is first
          at 1 day told of { email: "jon@nordpay.com" } { company: "Elsewhere" } then exit is alone`)}
        ${scenario(`at 0 minutes visited ${JON}  part: champion } at 1 hour asked
          at 1 day told { company: "Elsewhere" } then exit is alone`)}`),
    ).toEqual([[], [], []]);
    expect(
      await failuresOf(`${DATA}${journey('wait up to 9 days until not no contact of account has part champion { got { tell sales "found" }  none { tell head "alone" } }')}
        ${scenario(`at 0 minutes asked then stage is first at 1 day visited ${JON}  part: champion } then notice to sam`)}
        ${scenario(`at 0 minutes asked at 1 day visited ${JON}  part: buyer } then stage is first at 10 days then notice to hanna`)}`),
    ).toEqual([[], []]);
  });

  test("may stand wherever a condition does: an entry, an audience, a score, a choice", async () => {
    const audience = "audience lonely of lead { when no contact of account has part champion }";
    const score = `score reach of lead { owner head  review every 3 months  validate against bought within 90 days
      add 30 if lonely  band low from 20 }`;
    expect(
      await failuresOf(`${DATA}${audience}${journey("stay", "enter when lonely -> first").replace("stay stay", "stay")}
        ${scenario("at 1 minute then stage is first")}
        ${scenario(`at 0 minutes visited of { email: "maria@nordpay.com" } at 1 minute told { part: champion } then stage is first`)}`),
    ).toEqual([[], []]);
    expect(
      await failuresOf(`${DATA}${audience}${score}${journey("when reach is low exit alone")}
        ${scenario(`at 0 minutes visited ${JON}  part: champion } at 1 hour asked then stage is first
          at 1 day told of { email: "jon@nordpay.com" } { part: user } then exit is alone`)}`),
    ).toEqual([[]]);
  });

  test("is asked of records of another kind by their name", async () => {
    const contact = `subject contact { owner head  account firm  email: email key  firm?: text  part?: one of (champion, user) }
      event named of contact`;
    const jon = 'named of { email: "jon@nordpay.com"  firm: "Nordpay"  part: champion }';
    expect(
      await failuresOf(`${DATA}${contact}${journey(ALONE)}
        ${scenario(`at 0 minutes asked then exit is alone`, `${MARIA}  part: champion`)}
        ${scenario(`at 0 minutes ${jon} at 1 hour asked then stage is first`)}`),
    ).toEqual([[], []]);
    expect(
      await failuresOf(`${DATA}${contact}${journey(ALONE.replace("contact", "lead"))}
        ${scenario(`at 0 minutes ${jon} at 1 hour asked then exit is alone`)}`),
    ).toEqual([[]]);
  });
});

describe("send … to contacts of account (rule 8)", () => {
  const play = (lines: string, ...scenarios: readonly string[]) =>
    failuresOf(`${DATA}${journey(lines)}${scenarios.join("")}`, LETTERS);
  const come = `at 0 minutes visited ${JON}  part: champion }
    at 0 minutes visited of { email: "pia@nordpay.com"  name: "Pia"  company: "Nordpay"  part: user }
    at 0 minutes visited of { email: "x@other.com"  name: "X"  company: "Other"  part: champion }`;

  test("writes to each of the account of whom the condition holds, and to nobody else", async () => {
    expect(
      await play(
        "send recap to contacts of account where part in (champion, user) counting blank as no",
        scenario(`${come} at 1 hour asked
          then message recap sent to "jon@nordpay.com" and message recap sent to "pia@nordpay.com"
          then message recap not sent to "maria@nordpay.com" and message recap not sent to "x@other.com"
          finally sendings of recap are 2`),
      ),
    ).toEqual([[]]);
    expect(
      await play(
        "send recap to contacts of account",
        scenario(`${come} at 1 hour asked then message recap sent to "maria@nordpay.com"
          finally sendings of recap are 3`),
      ),
    ).toEqual([[]]);
  });

  test("goes on where nobody is meant", async () => {
    const lines =
      'send recap to contacts of account where part is buyer counting blank as no  tell sales "on"';
    expect(
      await play(lines, scenario("at 0 minutes asked then notice to sam and message recap not sent")),
    ).toEqual([[]]);
  });

  test("keeps each to the policy: the caps of their address, their own opt-out, a hold of the account", async () => {
    const policy = `subject lead { owner head  account company  email: email key  name: text  company?: text
        out: yes_no = no  worried: yes_no = no }
      event asked of lead  event visited of lead  event bought of lead
      event told of lead { out?: yes_no  worried?: yes_no }
      contact policy of lead { owner head  at most 1 email per 24 hours  never when out  hold the account when worried }`;
    const text = (
      lines: string,
    ) => `${policy}${journey('send recap to contacts of account  tell sales "all"')}
      ${scenario(`at 0 minutes visited ${JON} } at 0 minutes visited of { email: "pia@nordpay.com"  name: "Pia"  company: "Nordpay" } ${lines}`)}`;
    expect(
      await failuresOf(
        text(`at 1 minute told of { email: "jon@nordpay.com" } { out: yes }
          at 1 hour asked then message recap not sent to "jon@nordpay.com" and message recap sent to "pia@nordpay.com" and notice to sam`),
        LETTERS,
      ),
    ).toEqual([[]]);
    expect(
      await failuresOf(
        text(`at 1 minute told of { email: "jon@nordpay.com" } { worried: yes }
          at 1 hour asked then message recap not sent
          at 2 days told of { email: "jon@nordpay.com" } { worried: no } then sendings of recap are 3`),
        LETTERS,
      ),
    ).toEqual([[]]);
    const twice = text(
      "at 1 hour asked then sendings of recap are 3 at 20 hours then sendings of recap are 3 at 26 hours then sendings of recap are 6",
    );
    expect(
      await failuresOf(
        twice.replace(
          "send recap to contacts of account ",
          "send recap to contacts of account  send recap to contacts of account ",
        ),
        LETTERS,
      ),
    ).toEqual([[]]);
  });

  test("asks a person once for all of them", async () => {
    const lines = "send recap to contacts of account, once approved by sales, on daily";
    expect(
      await play(
        lines,
        scenario(
          `${come} at 1 hour asked then message recap not sent at 2 hours sam approves recap then sendings of recap are 3`,
        ),
        scenario(`${come} at 1 hour asked at 2 hours sam withholds recap finally message recap not sent`),
      ),
    ).toEqual([[], []]);
  });

  test("writes once to an address, whoever carries it", async () => {
    const people = `subject contact { owner head  account firm  number: text key  mail: email  firm?: text }
      event named of contact`;
    const named = (number: string, mail: string) =>
      `at 0 minutes named of { number: "${number}"  mail: "${mail}"  firm: "Nordpay" }`;
    expect(
      await failuresOf(
        `${DATA}${people}${journey("send recap to contacts of account")}
        ${scenario(`${named("1", "jon@nordpay.com")} ${named("2", "JON@nordpay.com")} ${named("3", "pia@nordpay.com")}
          at 1 hour asked then sendings of recap are 2`)}`,
        [message("recap", "Hello")],
      ),
    ).toEqual([[]]);
  });

  test("reaches everybody of a large account, some at a time, once each, in their order", async () => {
    const many = Array.from(
      { length: 205 },
      (_, index) =>
        `at 0 minutes visited of { email: "p${index}@nordpay.com"  name: "P"  company: "Nordpay"  part: user }`,
    ).join(" ");
    const lines = `send recap to contacts of account where part is user counting blank as no, once approved by sales, on daily
      tell sales "all"`;
    expect(
      await play(
        lines,
        scenario(`${many} at 1 hour asked at 2 hours sam approves recap
          then sendings of recap are 205 and message recap sent to "p204@nordpay.com" and notice to sam`),
        scenario(`${many} at 1 hour asked at 2 hours sam withholds recap
          then message recap not sent and notice to sam`),
      ),
    ).toEqual([[], []]);
  });
});
