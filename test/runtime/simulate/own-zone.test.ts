/** Moments in the subject's own zone: docs/language.md, 10.7, and faults E1 to E3. Whoever works here works in UTC. */
import { expect, test } from "vitest";
import { buildTexts, failuresOf } from "./play-texts.ts";

const OTHERWISE = 'in their own zone, otherwise "Europe/Copenhagen"';
const DATA = `
subject reader { owner head  email: email key  name: text  zone?: time_zone  ends?: date }
event began of reader { ends?: date }
event moved of reader { zone?: time_zone }
event over  of reader
`;

const journey = (stage: string, enter = "enter on began -> first") => `${DATA}
journey small v1 of reader {
  owner head  goal over within 500 days  review every 3 months
  ${enter}
  exit done as neutral on over
  ${stage}
}`;
const oneStage = (lines: string) =>
  `stage first { owner marketing  lasts at most 500 days, then exit done  ${lines}  stay }`;

const scenario = (zone: string, start: string, lines: string) => `
scenario "played" of small {
  given { email: "maria@example.com"  name: "Maria"  ${zone === "" ? "" : `zone: "${zone}"`} }
  start ${start}
  at 0 minutes began
  ${lines}
}`;

const plays = async (text: string) => expect((await failuresOf(text)).flat()).toEqual([]);
const TASK = 'task call "Call {name}" by sales, on daily';

test("a wait until a time of day is until theirs", async () => {
  await plays(
    journey(oneStage(`wait until 09:00, ${OTHERWISE}  ${TASK}`)) +
      scenario(
        "America/New_York",
        "2026-11-23 10:00",
        `at 2026-11-23 13:59
         then task call not open
         at 2026-11-23 14:00
         then task call open`,
      ),
  );
});

test("E1: a time that their clock skips moves on by what is skipped, and comes once", async () => {
  await plays(
    journey(oneStage(`at 2027-03-28 02:30, ${OTHERWISE} { ${TASK} }`)) +
      scenario(
        "Europe/Berlin",
        "2027-03-20 10:00",
        `at 2027-03-28 01:29
         then task call not open
         at 2027-03-28 01:30
         then task call open
         at 2027-03-28 02:00 sam completes call
         at 2027-04-20
         then task call not open`,
      ),
  );
});

test("E1: of a time that comes twice it is the first, and comes once", async () => {
  await plays(
    journey(oneStage(`at 2026-10-25 02:30, ${OTHERWISE} { ${TASK} }`)) +
      scenario(
        "Europe/Berlin",
        "2026-10-20 10:00",
        `at 2026-10-25 00:29
         then task call not open
         at 2026-10-25 00:30
         then task call open
         at 2026-10-25 00:40 sam completes call
         at 2026-10-26
         then task call not open`,
      ),
  );
});

test("E2: what comes every day comes on the day of the change as well, an hour on", async () => {
  const built = buildTexts(
    journey(oneStage(`at every day, 02:30, ${OTHERWISE} { tell sales "x" }`)) +
      scenario("Europe/Berlin", "2027-03-27 10:00", "at 2027-03-30\n then stage is first"),
  );
  const [played] = await built.play();
  const told = played?.last.journal.filter(({ what }) => what === "told").map(({ at }) => at) ?? [];
  expect(told.map((at) => new Date(at).toISOString())).toEqual([
    "2027-03-28T01:30:00.000Z",
    "2027-03-29T00:30:00.000Z",
  ]);
});

test("E3: three days after the entry, at nine, are dates on their clock", async () => {
  await plays(
    journey(oneStage(`at 3 days after entry, 09:00, ${OTHERWISE} { ${TASK} }`)) +
      scenario(
        "Asia/Tokyo",
        // In Tokyo it is the 24th already.
        "2026-11-23 20:00",
        `at 2026-11-26 23:59
         then task call not open
         at 2026-11-27 00:00
         then task call open`,
      ),
  );
});

test("whoever moves before the moment is reached by their new clock", async () => {
  await plays(
    journey(oneStage(`at 3 days after entry, 09:00, ${OTHERWISE} { ${TASK} }`)) +
      scenario(
        "Europe/Berlin",
        "2026-11-23 10:00",
        `at 2 days moved { zone: "America/New_York" }
         at 2026-11-26 13:59
         then task call not open
         at 2026-11-26 14:00
         then task call open`,
      ),
  );
});

test("a moment that has come on the new clock by the move comes at once", async () => {
  await plays(
    journey(oneStage(`at 3 days after entry, 09:00, ${OTHERWISE} { ${TASK} }`)) +
      scenario(
        "America/New_York",
        "2026-11-23 10:00",
        `at 2026-11-26 10:00
         then task call not open
         at 2026-11-26 10:00 moved { zone: "Europe/Berlin" }
         then task call open`,
      ),
  );
});

test("a zone that is not known is the one that the text names, until it is", async () => {
  const text = journey(oneStage(`at 3 days after entry, 09:00, ${OTHERWISE} { ${TASK} }`));
  const copenhagen = `at 2026-11-26 07:59
    then task call not open
    at 2026-11-26 08:00
    then task call open`;
  await plays(text + scenario("", "2026-11-23 10:00", copenhagen));
});

test("the bound of a stage, and an entry, are on their clock as well", async () => {
  await plays(
    journey(
      `stage first { owner marketing  lasts until ends, ${OTHERWISE}, then -> second  stay }
       stage second { owner marketing  lasts at most 3 days, then exit done  ${TASK}  stay }`,
      `enter at 2 days before ends, 09:00, ${OTHERWISE} -> first  if one is open refuse`,
    ) +
      `scenario "played" of small {
         given { email: "maria@example.com"  name: "Maria"  zone: "Asia/Tokyo"  ends: 2026-12-10 }
         start 2026-11-23 09:00
         at 2026-12-07 23:59
         then task call not open
         at 2026-12-08 00:00
         then stage is first
         at 2026-12-10 14:59
         then stage is first
         at 2026-12-10 15:00
         then stage is second and task call open
       }`,
  );
});
