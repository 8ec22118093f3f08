/** What generated journeys stand in: people and their hours, data, policy, letters, and a journey to begin. */
import type { People, Person } from "../../../compiler/library.ts";
import type { WorkspaceFile } from "../../../compiler/workspace.ts";

const ORGANISATION = `
calendar berlin { zone "Europe/Berlin"  open mon to fri 09:00 to 17:00  holidays DE  closed 2026-12-24 }
calendar always { zone "UTC"  open mon to sun 00:00 to 00:00 }
role head      { hours always }
role marketing { hours berlin  reports to head }
role sales     { hours berlin  reports to head }
role care      { hours always  reports to sales }
role legal     { hours berlin  reports to head }

ladder daily  { within 1 business day  after 6 business hours remind  after 1 business day tell the manager  after 2 business days give to the manager }
ladder prompt { within 4 business hours  after 2 business hours remind  after 4 business hours reassign at most 2 times and tell the manager  at last give to the manager }
ladder noted  { within 2 business days  after 1 business day remind  at last note it }
ladder open   { within 1 business day  after 2 business days tell the manager  at last stays open }

subject lead {
  owner head  account company
  email: email key  name: text  company?: text  country?: country  zone?: time_zone
  amount?: money  cost: money = 1_000 EUR  margin: percent = (amount - cost) / amount
  discount: percent = 0%  vip: yes_no = no  opted_out: yes_no = no  open_concern: yes_no = no
  renews_on?: date  deal_id?: text
}
event visited of lead { path: text }
event asked   of lead
event replied of lead
event met     of lead
event offered of lead { deal_id: text  amount: money }
event clicked of lead { message: message }
event bought  of lead { amount: money }
event left    of lead
event activity = visited or asked or replied or met

score interest of lead {
  owner head  review every 3 months, last 2026-10-01  validate against bought within 90 days
  add 10 on visited  add 30 on asked  halves every 10 days
  band warm from 20  band hot from 50
}
audience big of lead { when amount > 100_000 EUR counting blank as no }
contact policy of lead {
  owner head
  at most 1 email per 24 hours
  at most 3 messages per 7 days
  only mon to fri 08:00 to 18:00 in their own zone, otherwise "Europe/Berlin"
  never when opted_out
  hold the account when open_concern
  ask the holder first when vip, on daily
}
route team of lead { owner head  review every 3 months, last 2026-10-01  pick least loaded  skip away, at capacity, missed  otherwise head }
right rebate of lead about discount, amount {
  owner head  order sales, head
  ask sales when discount up to 10%
  ask head  when discount over 10% or amount > 100_000 EUR counting blank as no
  also ask legal when vip
  never the asker when discount over 10%
  counts the sum of amount over the account in the last 30 days
  answers approved, declined  answer on daily
}
right waiver of lead about amount {
  owner head  order care, sales, head
  ask care  when amount up to 10_000 EUR counting blank as no
  ask sales when amount over 10_000 EUR or amount is blank
  may be delegated to head
  answers approved, declined  answer on prompt
}
action provision { owner head  in { name: text }  out { link: url }  within 2 minutes  retry at most 2 times  else ask the owner, on daily }

journey aside v1 of lead {
  owner head  goal bought within 90 days  review every 6 months, last 2026-10-01
  enter on offered -> talk
    if one is open join
    if one has ended at once
  exit over as neutral on met
  stage talk { owner sales  lasts at most 3 days, then exit over  task talk_to "Talk" by the holder, on daily { talked exit over  nothing go on }  stay }
}
`;

const letter = (name: string): WorkspaceFile => ({
  path: `journeys/messages/${name}.md`,
  text: `---\nchannel: email\nsubject: Hello\npurpose: nurture\n---\nHi {{ name }}\n`,
});

/** Names of the letters that a journey may send. */
export const LETTERS = ["one", "two", "three", "four"] as const;

export const SURROUNDINGS: readonly WorkspaceFile[] = [
  { path: "journeys/organisation.journey", text: ORGANISATION },
  ...LETTERS.map(letter),
];

const person = (id: string, roles: readonly string[], capacity: number | null = null): Person => ({
  id,
  name: id,
  email: `${id}@example.com`,
  roles,
  serves: {},
  capacity,
  away: [],
});

export const STAFF: People = {
  people: [
    person("hanna", ["head"]),
    person("mia", ["marketing"]),
    person("max", ["marketing"]),
    person("sam", ["sales"], 2),
    person("sue", ["sales"]),
    person("carl", ["care"]),
    person("lena", ["legal", "sales"]),
  ],
  delegates: [],
  addresses: {},
};

export const OWNERS = ["marketing", "sales", "care"] as const;
