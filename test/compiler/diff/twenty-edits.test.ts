/** Edits of the shipped library as people make them, each with the sentence that a review says of it. */
import { expect, test } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import type { Change, Effect } from "../../../compiler/diff/change.ts";
import { diffWorkspaces } from "../../../compiler/diff/diff-workspaces.ts";
import { loadWorkspace, type WorkspaceFile } from "../../../compiler/workspace.ts";

const BASE = loadWorkspace(new URL("../../../journeys", import.meta.url).pathname).files;

type Edit = readonly [file: string, from: string, to: string];

function edited(edits: readonly Edit[]): readonly WorkspaceFile[] {
  return edits.reduce((files, [name, from, to]) => {
    const found = files.find(({ path }) => path === `journeys/${name}`);
    expect(found?.text).toContain(from);
    return files.map((file) =>
      file === found ? { ...file, text: file.text.replaceAll(from, () => to) } : file,
    );
  }, BASE);
}

function changesOf(edits: readonly Edit[]): readonly Change[] {
  const files = edited(edits);
  const errors = checkWorkspace({ files }).diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map(({ message }) => message)).toEqual([]);
  return diffWorkspaces({ files: BASE }, { files }, { year: 2026 }).changes;
}

const said = ({
  effect,
  place,
  sentence,
  affects,
}: Change): readonly [Effect, string, string, string | undefined] => [
  effect,
  [place.kind, place.name, place.part?.kind, place.part?.name].filter((word) => word !== undefined).join(" "),
  sentence,
  affects[0],
];

const LEAD = "lead_to_customer.journey";
const ORG = "organisation.journey";

type Said = ReturnType<typeof said>;

const EDITS: readonly (readonly [what: string, edits: readonly Edit[], says: readonly Said[]])[] = [
  [
    "a longer time to accept",
    [[ORG, "within 4 business hours", "within 8 business hours"]],
    [
      [
        "weaker",
        "ladder prompt",
        "due within 4 business hours becomes 8 business hours (accepting sales_ready and accepting asked_after_all)",
        "sdr",
      ],
    ],
  ],
  [
    "a reminder less",
    [[ORG, "  after 6 business hours  remind\n", ""]],
    [
      [
        "weaker",
        "ladder daily",
        "one step of the clock fewer: after 6 business hours: whoever holds it is reminded (accepting opportunity, the task first_call, the task nudge and 7 more)",
        "account_executive",
      ],
    ],
  ],
  [
    "a higher limit of one's own",
    [[ORG, "25_000 EUR", "50_000 EUR"]],
    [
      [
        "weaker",
        "right disqualify",
        "sdr may decide when the amount is at most 50,000 EUR (a blank counts as no), and until now when the amount is at most 25,000 EUR (a blank counts as no)",
        "sdr",
      ],
      [
        "weaker",
        "right disqualify",
        "sales_manager may decide when the amount is over 50,000 EUR or the amount is blank, and until now when the amount is over 25,000 EUR or the amount is blank",
        "sdr",
      ],
    ],
  ],
  [
    "an approver less",
    [[ORG, "  also ask legal_counsel  when custom_terms\n", ""]],
    [
      [
        "weaker",
        "right discount",
        "who is asked: no longer legal_counsel as well, when it is marked “custom terms”",
        "account_executive",
      ],
    ],
  ],
  [
    "fewer own requests excluded",
    [[ORG, "never the asker         when discount over 10%", "never the asker when discount over 20%"]],
    [
      [
        "weaker",
        "right discount",
        "nobody decides what they asked for when the discount is over 10% becomes the discount is over 20%",
        "account_executive",
      ],
    ],
  ],
  [
    "a higher cap",
    [["lead.journey", "at most 3 messages per 7 days", "at most 4 messages per 7 days"]],
    [["weaker", "contact policy lead", "the cap of messages: at most 3 becomes 4", "lead"]],
  ],
  [
    "a protection less",
    [
      [
        "lead.journey",
        "  hold the account when open_concern  // nobody at that company hears from a machine\n",
        "",
      ],
    ],
    [
      [
        "weaker",
        "contact policy lead",
        "one rule fewer: when it is marked “open concern”, nobody of their account hears from a machine",
        "lead",
      ],
    ],
  ],
  [
    "a score's threshold",
    [["lead.journey", "band hot  from 70", "band hot  from 60"]],
    [["different", "score interest", "band hot: it begins at 70 becomes 60", "marketing_manager"]],
  ],
  [
    "points of a score, and how soon they fade",
    [
      ["lead.journey", "add 10  on content_downloaded", "add 30  on content_downloaded"],
      ["lead.journey", "halves  every 30 days", "halves  every 60 days"],
    ],
    [
      ["different", "score interest", "on “content downloaded”: points: 10 becomes 30", "marketing_manager"],
      ["different", "score interest", "points lose half every 30 days becomes 60 days", "marketing_manager"],
    ],
  ],
  [
    "shorter open hours",
    [[ORG, "open      mon to fri 09:00 to 17:00", "open      mon to thu 09:00 to 17:00"]],
    [["different", "calendar nordic", "the last open day: fri becomes thu", "revops_lead"]],
  ],
  [
    "another priority, told once",
    [[LEAD, "priority 20", "priority 5"]],
    [["different", "journey lead_to_customer", "the priority: 20 becomes 5", "revops_lead"]],
  ],
  [
    "a field that may be blank",
    [["lead.journey", "seconds?: number", "seconds: number"]],
    [["stronger", "event page_viewed", "the field seconds: no longer so: it may be blank", "marketing_ops"]],
  ],
  [
    "a stage that lasts longer",
    [[LEAD, "lasts   at most 8 weeks, then -> dormant", "lasts   at most 10 weeks, then -> dormant"]],
    [
      [
        "weaker",
        "journey lead_to_customer stage nurture",
        "it lasts at most 8 weeks becomes 10 weeks",
        "marketing_manager",
      ],
    ],
  ],
  [
    "a longer wait",
    [[LEAD, "wait up to 14 days for demo_held", "wait up to 21 days for demo_held"]],
    [
      [
        "different",
        "journey lead_to_customer stage evaluation",
        "the wait for “demo held”: it waits for at most 14 days becomes 21 days",
        "account_executive",
      ],
    ],
  ],
  [
    "a moved handover",
    [
      [
        LEAD,
        "handover back_to_marketing from qualification, evaluation to nurture, dormant {\n    receiver     marketing_manager at once",
        "handover back_to_marketing from qualification, evaluation to nurture, dormant {\n    receiver     marketing_ops at once",
      ],
    ],
    [
      [
        "different",
        "journey lead_to_customer handover back_to_marketing",
        "who takes it over: marketing_manager becomes marketing_ops",
        "marketing_ops",
      ],
    ],
  ],
  [
    "another who is accountable",
    [[LEAD, "accountable  sales_manager", "accountable  revops_lead"]],
    [
      [
        "different",
        "journey lead_to_customer handover opportunity",
        "who is accountable: sales_manager becomes revops_lead",
        "revops_lead",
      ],
    ],
  ],
  [
    "a proof less",
    [[LEAD, "qualified  needs amount  -> evaluation", "qualified  -> evaluation"]],
    [
      [
        "weaker",
        "journey lead_to_customer stage qualification",
        "the task first_call, qualified: what must be said: no longer amount",
        "sdr",
      ],
    ],
  ],
  [
    "a message more",
    [
      [
        LEAD,
        "    send welcome_guide\n    wait 2 days",
        "    send welcome_guide\n    wait 2 days\n    send short_video, or drop\n    wait 2 days",
      ],
    ],
    [
      [
        "different",
        "journey lead_to_customer stage nurture",
        "one more message: send “short video”, or leave it out if it may not go now; at worst 5 messages within 7 days, was 4 (cap 3)",
        "lead",
      ],
      [
        "different",
        "journey lead_to_customer stage nurture",
        "one more step: wait 2 days",
        "marketing_manager",
      ],
    ],
  ],
  [
    "other shares of a split",
    [
      [LEAD, "a 50%", "a 70%"],
      [LEAD, "b 50%", "b 30%"],
    ],
    [
      [
        "different",
        "journey lead_to_customer stage nurture",
        "the split opening, arm a: its share: 50% becomes 70%",
        "marketing_manager",
      ],
      [
        "different",
        "journey lead_to_customer stage nurture",
        "the split opening, arm b: its share: 50% becomes 30%",
        "marketing_manager",
      ],
    ],
  ],
  [
    "a stage by another name",
    [
      [LEAD, "qualification", "vetting"],
      ["scenarios/deals.journey", "qualification", "vetting"],
      ["scenarios/first_call.journey", "qualification", "vetting"],
      ["scenarios/offering_the_lead.journey", "qualification", "vetting"],
    ],
    [["neutral", "journey lead_to_customer stage vetting", "was called qualification", "revops_lead"]],
  ],
  [
    "a review less often",
    [[LEAD, "review     every 3 months", "review     every 6 months"]],
    [["weaker", "journey lead_to_customer", "it is reviewed every 3 months becomes 6 months", "revops_lead"]],
  ],
  [
    "one of two who must agree",
    [[ORG, "right                   needs owner and revops_lead", "right                   needs owner"]],
    [["weaker", "changes ", "right: who must agree to changes: no longer revops_lead", "revops_lead"]],
  ],
  [
    "an entry less",
    [
      [
        LEAD,
        "content_downloaded or webinar_attended or demo_requested -> nurture",
        "content_downloaded or demo_requested -> nurture",
      ],
    ],
    [
      [
        "different",
        "journey lead_to_customer",
        "an entry: on “content downloaded”, “webinar attended” or “demo requested”, in nurture becomes on “content downloaded” or “demo requested”, in nurture",
        "lead",
      ],
    ],
  ],
  [
    "words of a message",
    [["messages/welcome_guide.md", 'subject: "', 'subject: "New, ']],
    [
      [
        "different",
        "message welcome_guide",
        "the subject line: “{{ name }}, here is the guide” becomes “New, {{ name }}, here is the guide”",
        "lead",
      ],
    ],
  ],
  [
    "somebody's roles",
    [["people.yaml", "roles: [account_executive]", "roles: [account_executive, sales_manager]"]],
    [["different", "person elsa", "now also fills sales_manager", "account_executive"]],
  ],
  [
    "a reason",
    [[LEAD, "Nurture is a magazine: four issues, then it ends", "Four issues"]],
    [
      [
        "neutral",
        "journey lead_to_customer stage nurture",
        "the reason: “Nurture is a magazine: four issues, then it ends” becomes “Four issues”",
        "marketing_manager",
      ],
    ],
  ],
  [
    "a task of another",
    [
      [
        LEAD,
        'task book_demo "Book the demo with {company}" by the holder',
        'task book_demo "Book the demo with {company}" by sales_manager',
      ],
    ],
    [
      [
        "different",
        "journey lead_to_customer stage evaluation",
        "the task book_demo: who does it: the holder becomes sales_manager",
        "sales_manager",
      ],
    ],
  ],
  [
    "steps in another order",
    [
      [
        LEAD,
        'tell sales_manager "New opportunity: {company}, {amount}"\n    send case_studies, defer at most 3 days because "To forward within the company: no word of the talks"',
        'send case_studies, defer at most 3 days because "To forward within the company: no word of the talks"\n    tell sales_manager "New opportunity: {company}, {amount}"',
      ],
    ],
    [
      [
        "different",
        "journey lead_to_customer stage evaluation",
        "a step: tell the Sales Manager: “New opportunity: [company], [amount]” comes at another place",
        "sales_manager",
      ],
    ],
  ],
];

test("a file of which something is told is not said to say the same", () => {
  for (const edit of [
    [LEAD, "priority 20", "priority 5"],
    ["people.yaml", "capacity: 20", "capacity: 5"],
  ] as const) {
    const { changes, onlyText } = diffWorkspaces({ files: BASE }, { files: edited([edit]) }, { year: 2026 });
    expect([changes.length, onlyText]).toEqual([1, []]);
  }
});

test.each(EDITS)("%s", (_, edits, says) => {
  expect(changesOf(edits).map(said)).toEqual(says);
});

test.each<[string, readonly Edit[]]>([
  ["a comment", [[LEAD, "// 1. Nurture:", "// 1. To nurture:"]]],
  ["other white space", [[LEAD, "    owner   marketing_manager\n", "    owner marketing_manager\n\n"]]],
  [
    "a length of time said otherwise",
    [[LEAD, "at most 1 day, then exit lost", "at most 24 hours, then exit lost"]],
  ],
  [
    "members in another order",
    [[ORG, "{ hours nordic  reports to revops_lead }", "{ reports to revops_lead  hours nordic }"]],
  ],
])("%s is no change, and it is said that the text is another", (_, edits) => {
  const files = edited(edits);
  const { changes, onlyText } = diffWorkspaces({ files: BASE }, { files }, { year: 2026 });
  expect(changes).toEqual([]);
  expect(onlyText).toHaveLength(1);
});

test("a scenario is no change of what runs, and is told of", () => {
  const files = edited([[LEAD, "at 1 day         demo_requested", "at 2 days         demo_requested"]]);
  const { changes, scenarios } = diffWorkspaces({ files: BASE }, { files }, { year: 2026 });
  expect(changes).toEqual([]);
  expect(scenarios).toEqual([
    {
      how: "changed",
      journey: "lead_to_customer",
      title: "Who asks for a demo is offered to a person at once",
    },
  ]);
});

test("a declaration in another file is where it was", () => {
  const text = BASE.find(({ path }) => path === "journeys/lead.journey")?.text ?? "";
  const route = text.slice(text.indexOf("route new_business"));
  const files = [...edited([["lead.journey", route, ""]]), { path: "journeys/routes.journey", text: route }];
  expect(diffWorkspaces({ files: BASE }, { files }, { year: 2026 }).changes).toEqual([]);
});
