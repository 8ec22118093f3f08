/** Every form of the language, in sources that are in order: for sweeps. */
import { journey, stage } from "./check-source.ts";

const score = (lines: string) =>
  `score fit of lead { owner head  review every 3 months  validate against bought within 90 days  ${lines}  band good from 5 }`;
const FIRST = "stage first { owner sales  lasts at most 9 days, then exit done  stay }";
const handover = (lines: string) =>
  journey(`stage first { owner sales  lasts at most 9 days, then exit done  on asked -> second through over  stay }
    stage second { owner sales  lasts at most 9 days, then exit done  task visit "v" by sales, on daily  stay }
    handover over from first to second { giver sales  receiver sales picked by team  accountable head  carries name, signs in the last 30 days  expects visit  ${lines}
      accept on daily }`);

export const FORMS: readonly (readonly [what: string, source: string])[] = [
  [
    "a calendar",
    'calendar late { zone "UTC"  open mon to fri 09:00 to 17:00  open sat 10:00 to 12:00  holidays DK  closed 2026-12-24 }',
  ],
  ["roles", "role agent per country { hours office  reports to head }"],
  [
    "a ladder",
    "ladder slow { within 1 business day  after 2 business hours remind and tell the manager  after 1 business day reassign at most 2 times and tell the asker  at last give to head }" +
      stage('task call "x" by sales, on slow  stay'),
  ],
  ["a ladder that is noted", "ladder noted { within 1 business day  after 2 business days note it }"],
  [
    "a right",
    `right terms of lead about discount, size { owner head  order sales, head
      ask sales when discount up to 11%  ask head when discount over 11% or size > 900 counting blank as no
      also ask marketing when opted_out  never the asker when discount over 30%
      counts the sum of discount over the account in the last 30 days  may be delegated to sales
      answers yes_please, no_thanks  answer on daily }
    ${stage("decide terms { yes_please exit done  no_thanks stay }")}`,
  ],
  [
    "a subject and its events",
    `subject client { owner head  record crm.client  account company  follows lead on bought
      email: email key  name: text  company?: text  seats: number = 1  price: money = 40 EUR  worth: money = price * seats - price
      kind?: one of (small, large)  ends?: date }
    event renewed of client { owner sales  price: money  note?: text = "none" }
    event moved of client
    event news = renewed or moved
    journey care_for v1 of client { owner head  goal renewed within 9 days  review every 3 months  enter on news -> first
      exit done as neutral
      stage first { owner sales  lasts at most 9 days, then exit done  stay } }`,
  ],
  [
    "a score",
    score(`part habit { add 5 on visited where path is "/a", at most 2 times per 7 days  subtract 3 on asked  halves every 9 days  resets on left or asked  resets when opted_out }
      add 7 if size > 5 counting blank as no  band fine from 9`),
  ],
  [
    "a route",
    "route any of lead { owner head  review every 3 months, last 2026-11-01  match country  prefer size  pick in turn  skip away, at capacity, missed  otherwise head }",
  ],
  [
    "an audience",
    `audience some of lead { when opted_out or size is blank } ${stage('if some { tell head "x" }  stay')}`,
  ],
  [
    "a contact policy",
    `contact policy of lead { owner head  at most 2 emails per 7 days  only mon to fri 08:00 to 18:00 in their own zone, otherwise "UTC"
      never when opted_out  hold the account when size is blank  ask the holder first when size > 99 counting blank as no, on daily  exempt service, marked by head }`,
  ],
  [
    "data care",
    "hygiene tidy of customer { owner head  runs every 7 days  merge duplicates by email, name keeping the first }",
  ],
  [
    "data care that asks",
    "hygiene tidy of lead { owner head  runs every 7 days  flag opted_out when no visited for 9 days  ask sales for country when country is blank on daily }",
  ],
  [
    "an action",
    `action look_up { owner head  in { who: text  much: number = 3 }  out { link?: url }  within 2 minutes  retry at most 3 times  else ask the owner, on daily }
    ${stage('call look_up with { who: name  much: 4 } { done { tell head "{link}" }  failed exit done }  stay')}`,
  ],
  [
    "what begins a journey",
    journey(FIRST).replace(
      "enter on visited -> first",
      `exclusive selling, priority 10, gives way and pauses  holdout 5%
        enter on visited where path is "/b" or asked -> first
        enter at 30, 60 days before seen, 09:00, on the next open day when not opted_out -> first
        enter when size > 500 counting blank as no -> first
          if one is open refuse
          if one has ended again after 90 days from its entry`,
    ),
  ],
  [
    "what an instance is about",
    `event signed of lead { deal: text  price: money }
    ${journey(
      'stage first { owner sales  lasts at most 9 days, then exit done  on signed { tell head "{deal}: {price}, {begun}" }  stay }',
    ).replace(
      "enter on visited -> first",
      "enter on signed -> first per deal keeps price from the latest signed.price, begun from the first signed.price",
    )}`,
  ],
  [
    "exits",
    journey(`exit off as failure on bought where amount > 5 EUR { tell head "x" }  exit out as neutral when opted_out  ${FIRST}
      after exit off, owner sales, for at most 60 days { wait 30 days  tell head "gone" }`),
  ],
  [
    "what stands in every stage",
    journey(`in every stage except second { when size turns 5 counting blank as no, at most 2 times per visit { tell head "y" }
        on left, at most once per 3 days { tell head "z" }  on holder left give to head }
      stage first { owner sales  lasts at most 9 days, then -> second  stay }
      stage second { owner sales  lasts at most 9 days, then exit done  on holder left reassign  stay }`).replace(
      "exit gone as failure on left",
      "",
    ),
  ],
  [
    "a bound",
    journey(
      "stage first { owner sales  lasts at most 90 days counted from journey entry, then exit done  stay }",
    ),
  ],
  [
    "a bound until a moment",
    journey(
      "stage first { owner sales  lasts until the earlier of seen and 3 days after entry, 09:00, on the next open day, then exit done  stay }",
    ),
  ],
  [
    "a stage at rest",
    journey("stage first { owner sales  rests, reviewed every 90 days  on asked exit done  stay }"),
  ],
  [
    "handlers",
    stage(`when no signs where size is known for 7 days, at most once ever { tell head "q" }
      when interest is hot for 3 readings in a row { tell head "p" }
      when size falls by 30% from the previous counting blank as no { tell head "v" }
      on request by sales or head to stop needs seen, reason exit done
      on leaving this stage { tell head "w" }  stay`),
  ],
  [
    "schedules",
    stage(`at 1, 3 days after asked, 10:00, on the next open day, after visited, at most once per day, the later moves on { tell head "at" }
      at every second tuesday from 2026-06-02, 09:00 { tell head "r" }  stay`),
  ],
  [
    "messages",
    stage(
      "send welcome, or drop  send story, once approved by the manager, on daily  send welcome, defer at most 3 days  stay",
    ),
  ],
  [
    "waits",
    stage(`wait 2 business days 3 business hours  tell head "a"
      wait up to 7 days for visited where seconds > 5 counting blank as yes or asked { got { tell head "{path}" }  none exit done }
      wait until the later of 9 days after entry and 2026-12-24 10:00  tell head "b"
      wait up to 3 days until size > 3 counting blank as no { none exit done }  stay`),
  ],
  [
    "choices",
    stage(`if visited has happened since entry and not opted_out { set discount to discount + 5% } else if size is known { set company to name } else { tell head "x" }
      choose { when stage is blank stay  when stage is small { tell head "c" }  when stage in (large) exit done }  stay`),
  ],
  [
    "a split",
    stage(`allow message-on-time-alone because "x"  split s { a 50% { send welcome }  b 40% { tell the owner "s" }  holdout 10% }
      wait up to 20 days for the winner of s { a { tell head "a" }  b { tell head "b" }  none exit done }  stay`),
  ],
  [
    "a task",
    stage(`task call "Call {name}" by the holder and head, on daily, counted from asked {
      fine needs size, reason exit done  later { wait 1 day  retry at most 3 times, then exit gone } }`),
  ],
  [
    "tracks",
    stage(
      'together up to 20 days until any { one { send welcome, or drop  wait 1 day }  two { tell head "x" }  none exit done }  stay',
    ),
  ],
  ["a decision", stage("decide discount { approved stay  declined exit done }")],
  ["a loop", stage('every 3 days, at most 4 times { tell head "e" }  stay')],
  [
    "another journey",
    `${stage("begin other, and wait up to 5 days { ended exit done  none stay }")}
    ${journey(FIRST).replace("journey trial", "journey other").replace("enter on visited", "enter on asked")}`,
  ],
  [
    "a handover",
    handover(
      "offer needs company is known, else ask the giver, on daily  moves after asked and not before the quarter ends, else ask the receiver, on daily",
    ),
  ],
  ["a decline", handover("decline needs reason { wrong stay  market reassign  no_fit exit done }")],
];
