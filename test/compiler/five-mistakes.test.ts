/** Files of five mistakes each, of any kinds and in any order: five findings, each in its line. */
import { describe, expect, test } from "vitest";
import { checkWorkspace } from "../../compiler/check.ts";
import { loadWorkspace } from "../../compiler/workspace.ts";

const { files } = loadWorkspace("journeys");

/** What is found, what is right, and what is written instead; `«` stands in the line of the finding. */
type Mistake = readonly [code: string, right: string, wrong: string];

// ── Mistakes in the text ──────────────────────────────────────────────────────────────────────────────────

const MISSPELT_STEP: Mistake = ["unknown-word", "send welcome_guide", "«sned welcome_guide"];
const MISSPELT_STAGE: Mistake = ["unknown-word", "stage evaluation ", "«stge evaluation "];
const MISSPELT_JOURNEY: Mistake = ["unknown-word", "journey lead_to_customer", "«jurney lead_to_customer"];
const MISSPELT_BOUND: Mistake = ["unexpected-word", "at most 8 weeks", "«at mots 8 weeks"];
const MISSPELT_LINE: Mistake = ["unknown-word", "goal       deal_won", "«gaol deal_won"];
const MISSPELT_EXPECTATION: Mistake = [
  "unexpected-word",
  "offered to anna and holder",
  "«ofered to anna and holder",
];
const NO_ARROW: Mistake = ["missing-arrow", "8 weeks, then -> dormant", "«8 weeks, then dormant"];
const NO_COMMA: Mistake = [
  "missing-comma",
  'at {company}" by the holder, on',
  '«at {company}" by the holder on',
];
const NO_UNIT: Mistake = ["unexpected-word", "at most 60 days, then", "«at most 60, then"];
const NO_BRACE: Mistake = [
  "brace-not-opened",
  '"They went quiet" {\n    owner',
  '"They went quiet"\n    «owner',
];
const BOUND_BEHIND: Mistake = ["bound-behind", "up to 14 days for demo_held", "«for demo_held up to 14 days"];
const OPEN_TEXT: Mistake = ["unclosed-text", 'back on the pricing page"', "«back on the pricing page"];
const TWICE: Mistake = ["said-twice", "accountable  sales_manager", "«accountable sdr  accountable sdr"];

// ── Mistakes in what it says ──────────────────────────────────────────────────────────────────────────────

const ROLE: Mistake = ["unknown-role", "receiver     sdr picked", "«receiver     sdrr picked"];
const ROUTE: Mistake = [
  "unknown-route",
  "executive picked by new_business",
  "«executive picked by new_busines",
];
const LADDER: Mistake = ["unknown-ladder", "accept on prompt", "«accept on promt"];
const STAGE: Mistake = [
  "unknown-stage",
  "demo_requested      -> qualification",
  "«demo_requested -> qualifcation",
];
const FROM_STAGE: Mistake = [
  "unknown-stage",
  "from qualification, evaluation",
  "«from qualifcation, evaluation",
];
const MESSAGE: Mistake = ["unknown-message", "send case_studies", "«send case_studys"];
const EVENT: Mistake = ["unknown-event", "for demo_held", "«for demo_hold"];
const GOAL: Mistake = ["unknown-event", "goal       deal_won", "«goal       deal_wn"];
const EXIT: Mistake = ["unknown-exit", "approved exit disqualified", "«approved exit disqualifed"];
const FIELD: Mistake = ["unknown-field", "when job_title is blank", "«when job_titel is blank"];
const BAND: Mistake = ["unknown-band", "interest turns hot", "«interest turns hott"];
const PLACEHOLDER: Mistake = ["unknown-placeholder", "{name} is back", "«{nam} is back"];
const RESULT: Mistake = ["unknown-result", "sent_back, declined", "«sent_bak, declined"];
const JOURNEY: Mistake = ["unknown-journey", "begin re_engagement", "«begin re_engagment"];
const PERSON: Mistake = ["unknown-person", "anna accepts", "«ana accepts"];
const COMPARED: Mistake = ["wrong-type", 'where path starts with "/pricing"', "«where path > 5"];
const GIVEN: Mistake = ["wrong-type", "employees: 120", '«employees: "many"'];
const NOT_LISTED: Mistake = ["not-in-list", "industry: retail", "«industry: retial"];
const NO_DATE: Mistake = ["no-such-date", "last 2026-10-01", "«last 2026-02-31"];
const BLANK: Mistake = ["blank-unhandled", "when opted_out", '«when company is "x"'];
const NO_OWNER: Mistake = [
  "missing-part",
  'stage dormant "They went quiet" {\n    owner  marketing_manager',
  '«stage dormant "They went quiet" {',
];
const NO_BOUND: Mistake = [
  "wait-without-bound",
  'stage dormant "They went quiet" {\n    owner  marketing_manager\n    lasts  at most 1 day, then exit lost',
  '«stage dormant "They went quiet" {\n    owner  marketing_manager',
];
const NO_LADDER: Mistake = [
  "wait-without-bound",
  'Book the demo with {company}" by the holder, on daily',
  '«Book the demo with {company}" by the holder',
];
const NO_ONE_ACCOUNTABLE: Mistake = [
  "handover-without-accountable",
  "handover back_to_marketing from qualification, evaluation to nurture, dormant {\n    receiver     marketing_manager at once\n    accountable  revops_lead",
  "«handover back_to_marketing from qualification, evaluation to nurture, dormant {\n    receiver     marketing_manager at once",
];
const NO_HANDOVER: Mistake = [
  "move-between-owners-without-handover",
  "declined  -> nurture through back_to_marketing",
  "«declined  -> nurture",
];
const WRONG_HANDOVER: Mistake = [
  "handover-does-not-serve-move",
  "evaluation through opportunity",
  "«evaluation through sales_ready",
];
const NO_END: Mistake = [
  "main-track-ends-in-nothing",
  'stage dormant "They went quiet" {\n    owner  marketing_manager\n    lasts  at most 1 day, then exit lost\n    begin re_engagement, and go on\n    exit lost',
  '«stage dormant "They went quiet" {\n    owner  marketing_manager\n    lasts  at most 1 day, then exit lost\n    begin re_engagement, and go on',
];
const NO_ANSWER: Mistake = [
  "result-not-handled",
  "        decide disqualify {\n          approved  exit disqualified",
  "        «decide disqualify {",
];
const SPLIT: Mistake = ["split-not-100", "split opening {\n      a 50%", "«split opening {\n      a 60%"];
const NO_LONGER: Mistake = ["step-after-jump", "exit lost\n  }\n}", "exit lost\n    «stay\n  }\n}"];

const JOURNEYS: readonly (readonly Mistake[])[] = [
  // None in the text.
  [ROLE, GOAL, STAGE, MESSAGE, NO_LADDER],
  [NO_OWNER, NO_ONE_ACCOUNTABLE, NO_ANSWER, NO_HANDOVER, SPLIT],
  [FIELD, PLACEHOLDER, COMPARED, BAND, BLANK],
  // The first is in the text.
  [MISSPELT_LINE, LADDER, EXIT, RESULT, PERSON],
  [MISSPELT_JOURNEY, NO_DATE, EVENT, FROM_STAGE, NO_OWNER],
  [MISSPELT_STEP, BAND, FIELD, NO_LADDER, NO_BOUND],
  [NO_ARROW, STAGE, PLACEHOLDER, ROLE, NO_ANSWER],
  // One in the middle.
  [GOAL, LADDER, NO_COMMA, ROUTE, NO_END],
  [NO_DATE, STAGE, MISSPELT_STAGE, EVENT, MESSAGE],
  [ROUTE, NO_UNIT, NO_ONE_ACCOUNTABLE, MESSAGE, NOT_LISTED],
  [BLANK, FIELD, TWICE, WRONG_HANDOVER, NO_END],
  // The last.
  [ROLE, NO_ANSWER, NO_LADDER, JOURNEY, MISSPELT_EXPECTATION],
  [BAND, COMPARED, ROLE, GIVEN, NO_BRACE],
  [PLACEHOLDER, NO_ONE_ACCOUNTABLE, SPLIT, NO_LONGER, BOUND_BEHIND],
  // Two, and more.
  [OPEN_TEXT, FROM_STAGE, NO_UNIT, RESULT, NO_OWNER],
  [MISSPELT_BOUND, BOUND_BEHIND, ROLE, MESSAGE, PERSON],
  [MISSPELT_STEP, MISSPELT_STAGE, FIELD, MESSAGE, EVENT],
  [NO_ARROW, TWICE, NO_COMMA, GOAL, NO_END],
  [MISSPELT_LINE, OPEN_TEXT, NO_UNIT, NO_BRACE, MISSPELT_EXPECTATION],
];

// ── Other files: across declarations ──────────────────────────────────────────────────────────────────────

const ORGANISATION: readonly (readonly Mistake[])[] = [
  [
    ["unknown-zone", '"Europe/Copenhagen"', '«"Europe/Kopenhagen"'],
    ["unknown-calendar", '"Legal Counsel"               { hours nordic', '«"Legal Counsel" { hours nordisk'],
    ["unknown-word", "after 2 business hours  remind", "«aftr 2 business hours  remind"],
    ["unmarked-hours", "after 1 business day    tell", "«after 24 hours tell"],
    ["unknown-field", "when custom_terms", "«when custm_terms"],
  ],
  [
    ["unexpected-word", "within 4 business hours", "«within business hours"],
    [
      "ladder-ends-in-nobody",
      "  after 2 business days   give to the manager",
      "  «after 2 business days   remind",
    ],
    ["unknown-role", "  order account_executive, sales", "  «order account_exec, sales"],
    ["wrong-type", "discount up to 10%", "«discount up to 10"],
    [
      "asked-role-not-in-order",
      "  order sdr, sales_manager\n\n  ask sdr ",
      "  order sales_manager\n\n  «ask sdr ",
    ],
  ],
  [
    [
      "unexpected-word",
      '"Head of Revenue Operations"  { hours nordic }',
      '«"Head of Revenue Operations"  { hours }',
    ],
    [
      "missing-part",
      '"Marketing Operations"        { hours nordic  reports to marketing_manager }',
      '«"Marketing Operations" { }',
    ],
    ["unexpected-word", "give to the manager\n}\n\nladder daily", "«giv to the manager\n}\n\nladder daily"],
    ["unknown-ladder", "  answer   on daily\n}\n\nright", "  «answer   on dayly\n}\n\nright"],
    ["blank-unhandled", "amount over 500_000 EUR counting blank as no", "«amount over 500_000 EUR"],
  ],
];

const LEAD: readonly (readonly Mistake[])[] = [
  [
    ["unknown-type", "discount:      percent", "«discount:      percnt"],
    ["unexpected-word", "country?:      country", "«country? country"],
    ["unknown-event", "= page_viewed or", "«= page_view or"],
    ["wrong-type", "if employees >= 50", "«if employees >= 50 EUR"],
    ["unknown-word", "band warm from 40", "«bnad warm from 40"],
  ],
  [
    ["unknown-role", "owner    marketing_ops", "«owner    marketing_op"],
    ["unexpected-word", "  discount:      percent", "  «discount:"],
    ["unknown-subject", "event replied            of lead", "«event replied of laed"],
    [
      "unexpected-word",
      "validate  against deal_won within 180 days",
      "«validate  against deal_won within days",
    ],
    ["unknown-ladder", "counting blank as no, on daily", "«counting blank as no, on dayly"],
  ],
];

describe.each([
  ["lead_to_customer", JOURNEYS],
  ["organisation", ORGANISATION],
  ["lead", LEAD],
])("five mistakes in %s are five findings, each in its line", (name, table) => {
  test.each(table.map(row))("%s", (_codes, mistakes) => expectFindings(name, mistakes));
});

function row(mistakes: readonly Mistake[]): readonly [string, readonly Mistake[]] {
  return [mistakes.map(([code]) => code).join(", "), mistakes];
}

function expectFindings(name: string, mistakes: readonly Mistake[]): void {
  expect(mistakes).toHaveLength(5);
  const path = `journeys/${name}.journey`;
  const right = files.find((file) => file.path === path)?.text ?? "";
  const marked = mistakes.reduce(write, right);
  const text = marked.replaceAll("«", "");
  const { diagnostics } = checkWorkspace({
    files: files.map((file) => (file.path === path ? { path, text } : file)),
  });
  const found = diagnostics.map(({ code, span }) => `${span.file}:${lineOf(text, span.start)} ${code}`);
  const wanted = mistakes.map(
    ([code, , wrong]) => `${path}:${lineOf(marked, marked.indexOf(wrong) + wrong.indexOf("«"))} ${code}`,
  );
  expect(found.sort()).toEqual([...wanted].sort());
}

function write(text: string, [code, right, wrong]: Mistake): string {
  if (!text.includes(right)) throw new Error(`nothing to make ${code} of: ${right}`);
  return text.replace(right, () => wrong);
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;
