/** Short sources for tests of checks: a small organisation that is in order, and one journey around what is tested. */
import { checkWorkspace } from "../../compiler/check.ts";
import type { CheckOptions } from "../../compiler/checks/check.ts";
import type { WorkspaceFile } from "../../compiler/workspace.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { type ExpectedDiagnostic, expectDiagnostics } from "../support/expect-diagnostics.ts";

/** What every test may name. */
const ORGANISATION = `
calendar office { zone "Europe/Copenhagen"  open mon to fri 09:00 to 17:00 }
role head      { hours office }
role marketing { hours office  reports to head }
role sales     { hours office  reports to head }

ladder daily { within 1 business day  after 2 business days give to the manager }

subject lead {
  owner    head
  account  company
  email: email key  name: text  company?: text  country?: country  size?: number  amount?: money
  discount: percent = 0%  stage?: one of (small, large)  opted_out: yes_no = no  vip?: yes_no  seen?: date  zone?: time_zone
}
event visited of lead { path: text  seconds?: number }
event asked   of lead
event bought  of lead { amount: money }
event left    of lead
event signs = visited or asked

score interest of lead {
  owner head  review every 3 months  validate against bought within 90 days
  add 5 on visited
  band warm from 20
  band hot  from 50
}
right discount of lead about discount {
  owner head  order sales, head
  ask sales when discount up to 10%
  ask head  when discount over 10%
  answers approved, declined  answer on daily
}
route team of lead { owner head  pick in turn  otherwise head }

subject customer { owner head  email: email key  name: text }
event signed_in of customer
route care of customer { owner head  pick in turn  otherwise head }
right refund of customer about name { owner head  order head  ask head when name is "x" or name is not "x"  answers yes_please  answer on daily }
`;

export const message = (name: string, body = "Hi {{ name }}", more = ""): WorkspaceFile => ({
  path: `journeys/messages/${name}.md`,
  text: `---\nchannel: email\nsubject: Hello\npurpose: nurture\n${more}---\n${body}\n`,
});

const MESSAGES = [message("welcome"), message("story")];

/** A whole journey with these members; entered at `first`. */
export const journey = (members: string): string => `
journey trial v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  enter on visited -> first
  exit done as success
  exit gone as failure on left
  ${members}
}`;

/** A journey of one stage with these lines. */
export const stage = (lines: string): string =>
  journey(`stage first { owner marketing  lasts at most 30 days, then exit done ${lines} }`);

export interface Around extends CheckOptions {
  readonly files?: readonly WorkspaceFile[];
  /** Of which files, besides the text itself, it is wanted what is said. */
  readonly of?: readonly string[];
}

const PATH = "journeys/test.journey";

const AROUND: readonly WorkspaceFile[] = [
  { path: "journeys/organisation.journey", text: ORGANISATION },
  ...MESSAGES,
];

/** The whole workspace of a source. */
export const filesAround = (text: string, files: readonly WorkspaceFile[] = []): readonly WorkspaceFile[] => [
  ...AROUND,
  ...files,
  { path: PATH, text },
];

/** What is said of `text` itself. */
export function checkSource(
  text: string,
  { files = [], of = [], ...options }: Around = {},
): readonly Diagnostic[] {
  return checkWorkspace({ files: filesAround(text, files) }, options).diagnostics.filter(
    ({ span }) => span.file === PATH || of.includes(span.file),
  );
}

export function expectChecks(
  source: string,
  expected: readonly ExpectedDiagnostic[],
  around: Around = {},
): void {
  expectDiagnostics(source, expected, (text) => checkSource(text, around));
}
