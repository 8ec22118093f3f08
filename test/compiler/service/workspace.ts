/** A small workspace for tests of the editor, and sources with a cursor in them. */
import { type Snapshot, snapshotOf } from "../../../compiler/service/snapshot.ts";

export const TEXTS: Readonly<Record<string, string>> = {
  "journeys/organisation.journey": `
calendar office { zone "Europe/Copenhagen"  open mon to fri 09:00 to 17:00 }
// Answers for the numbers.
role head  "Head of Sales" { hours office }
role sales "Sales Rep"     { hours office  reports to head }
ladder daily "The next working day" { within 1 business day  after 2 business days give to the manager }
ladder prompt { within 4 business hours  at last give to the manager }
right discount of lead about discount {
  owner head  order sales, head
  ask sales when discount up to 10%
  ask head  when discount over 10%
  answers approved, declined  answer on daily
}
`,
  "journeys/lead.journey": `
subject lead "Somebody who is interested" {
  owner head
  email: email key  name: text  company?: text  size: one of (small, large) = small
  discount: percent = 0%  opted_out: yes_no = no
}
event visited of lead { path: text }
event bought  of lead { amount: money }
score interest of lead {
  owner head  review every 3 months  validate against bought within 90 days
  add 5 on visited where path starts with "/"
  band warm from 20
  band hot  from 50
}
`,
  "journeys/trial.journey": `
journey trial v1 of lead "A trial" {
  owner head  goal bought within 90 days  review every 3 months
  enter on visited -> first
  exit done as success
  stage first "They look around" {
    owner sales
    lasts at most 30 days, then -> second
    on bought exit done
    task call "Call {name} at {company}" by the holder, on daily { yes -> second  no_answer stay }
  }
  stage second { owner sales  lasts at most 3 days, then exit done  send welcome  stay }
}
scenario "One" of trial {
  given { email: "a@example.com"  name: "A" }
  start 2026-11-23 09:00
  at 0 minutes  visited { path: "/" }
  then          stage is first
  at 1 hour     bo completes call as yes
}
`,
  "journeys/messages/welcome.md":
    "---\nchannel: email\nsubject: Hello {{ name }}\npurpose: nurture\n---\nHi {{ name }}, of {{ lead.size }}\n",
  "journeys/people.yaml":
    "people:\n  - { id: bo, name: Bo Lind, email: bo@example.com, roles: [sales, head], serves: { size: [small] } }\n",
};

export function openTexts(texts: Readonly<Record<string, string>> = TEXTS): Snapshot {
  return snapshotOf(Object.entries(texts).map(([path, text]) => ({ path, text })));
}

/** `|` marks the cursor; the source is a file of the workspace, or one of its own. */
export function withCursor(source: string, path = "journeys/test.journey") {
  const offset = source.indexOf("|");
  if (offset < 0) throw new Error("The source has no cursor.");
  const text = source.slice(0, offset) + source.slice(offset + 1);
  return { snapshot: openTexts({ ...TEXTS, [path]: text }), place: { path, offset } };
}

/** The cursor behind the first `words` of a file, `by` signs back. */
export function placeIn(path: string, words: string, by = 1, texts = TEXTS) {
  const at = texts[path]?.indexOf(words) ?? -1;
  if (at < 0) throw new Error(`${path} does not hold ${words}.`);
  return { path, offset: at + words.length - by };
}
