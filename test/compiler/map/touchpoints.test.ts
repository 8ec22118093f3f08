/** docs/language.md: what is automated, what is left to people, what is retired, and why. */
import { expect, test } from "vitest";
import { mapOf } from "../../../compiler/map/touchpoints.ts";
import { modelOf } from "../../../compiler/resolve.ts";

const TEXT = `
role head "Head" { hours nordic }
role seller "Seller" { hours nordic  reports to head }
right discount of lead "A discount" about amount { owner head  order seller  ask seller when amount up to 1 EUR  answers approved  answer on daily }
action file_it "File it" { owner head  in { name: text } }
journey sale v1 of lead {
  owner head
  exit won as success on bought { tell head "Won" }
  stage first {
    owner seller
    send welcome because "The first word is always the same"
    task call "Call them" by the holder, on daily
    task look "Look at it" by head, on daily
    decide discount { approved stay }
    set stage_of_it to "x"
    call file_it with { name: name }
    stay
  }
  handover given from first to second { receiver seller  accountable head  accept on daily  decline needs reason { unfit { tell head "No"  stay } } }
  stage second { owner seller  stay }
  in every stage { on bought { tell seller "Bought" } }
  after exit won, owner head, for at most 9 days { send thanks }
}`;
const letter = (name: string, more = "") => ({
  path: `journeys/messages/${name}.md`,
  text: `---\nchannel: email\nsubject: Hello\npurpose: nurture\n${more}---\nHi\n`,
});

const model = modelOf({
  files: [
    { path: "journeys/sale.journey", text: TEXT },
    letter("welcome"),
    letter("old_offer", "retired: Nobody answered it in a year\n"),
  ],
});

test("each step is of its class, with who answers for it, and why", () => {
  const { touchpoints } = mapOf([...model.journeys.values()], model);
  expect(
    touchpoints.map(({ where, class: of, kind, name, owner, because }) => [
      where,
      of,
      kind,
      name,
      owner,
      because,
    ]),
  ).toEqual([
    ["exit won", "automated", "tell", "head", "head", null],
    ["first", "automated", "send", "welcome", "seller", "The first word is always the same"],
    ["first", "human", "task", "call", "seller", null],
    ["first", "human", "task", "look", "head", null],
    ["first", "human", "decide", "discount", "head", null],
    ["first", "automated", "set", "stage_of_it", "seller", null],
    ["first", "automated", "call", "file_it", "head", null],
    ["first", "human", "handover", "given", "head", null],
    ["first, declined", "automated", "tell", "head", "head", null],
    ["in every stage", "automated", "tell", "seller", "head", null],
    ["after exit won", "automated", "send", "thanks", "head", null],
  ]);
  expect(touchpoints.find(({ kind }) => kind === "send")?.title).toBe("Hello");
});

test("what is retired is listed with the reason", () => {
  expect(mapOf([], model)).toEqual({
    touchpoints: [],
    retired: [{ message: "old_offer", why: "Nobody answered it in a year" }],
  });
});
