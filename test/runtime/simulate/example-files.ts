/**
 * The six worked examples as a workspace: as they are written, with what they name and do not bring along (letters, and
 * the journey that `lead_to_customer` begins) beside them.
 */
import { readFileSync } from "node:fs";
import { loadWorkspace, type WorkspaceFile } from "../../../compiler/workspace.ts";

/** The first three are shipped, with what the project has changed in them (docs/decisions). */
const SHIPPED = ["lead", "lead_to_customer", "organisation"].map((name) => `journeys/${name}.journey`);
const OTHERS = ["customer", "onboarding", "renewal"];

export const EXAMPLES: readonly WorkspaceFile[] = [
  ...SHIPPED.map((path) => ({ path, text: readFileSync(path, "utf8") })),
  ...OTHERS.map((name) => ({
    path: `journeys/${name}.journey`,
    text: readFileSync(`test/language/fixtures/${name}.journey`, "utf8"),
  })),
];

const message = (name: string): WorkspaceFile => ({
  path: `journeys/messages/${name}.md`,
  text: "---\nchannel: email\nsubject: Hello\npurpose: renewal\n---\nHi {{ name }}\n",
});
const LETTERS = [
  "admin_guide",
  "what_to_expect",
  "first_steps",
  "setup_guide",
  "setup_checklist",
  "renewal_offer",
  "renewal_offer_new_price",
].map(message);

/** With what the shipped library brings: people, letters of the funnel, re-engagement. */
export function exampleFiles(): readonly WorkspaceFile[] {
  const names = new Set(EXAMPLES.map(({ path }) => path));
  const isBrought = ({ path }: WorkspaceFile): boolean =>
    !names.has(path) && !path.startsWith("journeys/scenarios/");
  return [...EXAMPLES, ...LETTERS, ...loadWorkspace("journeys").files.filter(isBrought)];
}
