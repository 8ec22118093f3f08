/**
 * The specification says nothing that is not so: each example of docs/language.md is checked within the shipped
 * library's roles and data, and the scenarios in it are played.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkWorkspace } from "../../compiler/check.ts";
import { compileModel } from "../../compiler/compile.ts";
import type { Model } from "../../compiler/model.ts";
import { readPeople } from "../../compiler/people.ts";
import { lowerScenarios } from "../../compiler/scenario.ts";
import { isMessageFile, loadWorkspace, type WorkspaceFile } from "../../compiler/workspace.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { playScenario } from "../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../runtime/simulate/virtual-theatre.ts";

const PAGE = readFileSync("docs/language.md", "utf8");
const TODAY = { today: "2026-11-22" };

/** What is written around an example, by what its fence says that it is. */
const JOURNEY = `journey example v1 of lead "An example" {
  owner revops_lead  goal deal_won within 120 days  review every 3 months, last 2026-10-01
  enter on content_downloaded or demo_requested -> first
    if one is open join
    if one has ended never
  exit won as success on deal_won
  exit done as neutral
`;
const FRAMES = {
  "": (text: string) => text,
  stages: (text: string) => {
    const at = text.search(/^scenario /m);
    const [stages, scenarios] = at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at)];
    return `${JOURNEY}${stages}}\n${scenarios}`;
  },
  steps: (text: string) =>
    `${JOURNEY}stage first { owner marketing_manager  lasts at most 60 days, then exit done\n${text}\nexit done } }\n`,
};

interface Example {
  readonly title: string;
  readonly text: string;
  readonly frame: keyof typeof FRAMES;
}

function* examplesOf(page: string): Generator<Example> {
  let section = "";
  let inSection = 0;
  for (const part of page.matchAll(/^(#+ .*|\*\*\d+\.\d+)|^```journey *(\w*)\n([\s\S]*?)^```$/gm)) {
    const [, heading, frame = "", text] = part;
    if (text === undefined) {
      section = (heading ?? "").replace(/^[#*]+ */, "");
      inSection = 0;
      continue;
    }
    inSection += 1;
    yield { title: `${section}, example ${inSection}`, text, frame: frameOf(frame) };
  }
}

function frameOf(word: string): keyof typeof FRAMES {
  if (word === "" || word === "stages" || word === "steps") return word;
  throw new Error(`an example is \`${word}\`, which is none of ${Object.keys(FRAMES).join(", ")}`);
}

const PATH = "journeys/example.journey";
/** The shipped library without its journeys and their scenarios: what each example may name. */
const BASE = loadWorkspace("journeys").files.filter(
  ({ path, text }) =>
    isMessageFile(path) || path.endsWith("people.yaml") || !/^(journey|scenario) /m.test(text),
);

/** A journey that sends the letter of section 5.3. */
const SENDING = { frame: "steps", text: "send invoice" } as const;

interface Checked extends Pick<Example, "text" | "frame"> {
  readonly files?: readonly WorkspaceFile[];
}

function check({ text, frame, files = [] }: Checked): { model: Model; diagnostics: readonly Diagnostic[] } {
  const roles = [...text.matchAll(/^role (\w+)(?!.* outside )/gm)].map(([, role]) => role);
  const base = BASE.map((file) => (file.path.endsWith("people.yaml") ? alsoFilled(file, roles) : file));
  return checkWorkspace({ files: [...base, ...files, { path: PATH, text: FRAMES[frame](text) }] }, TODAY);
}

/** Somebody fills the roles that an example declares; those outside are reached at a field. */
const alsoFilled = (
  { path, text }: WorkspaceFile,
  roles: readonly (string | undefined)[],
): WorkspaceFile => ({
  path,
  text: text.replace("[revops_lead]", `[${["revops_lead", ...roles].join(", ")}]`),
});

const examples = [...examplesOf(PAGE)];
const shown = ({ code, message }: Diagnostic) => `${code}: ${message}`;

describe("docs/language.md", () => {
  test("has examples, and their number is what the page shows", () => {
    expect(examples.length).toBe(PAGE.match(/^```journey/gm)?.length);
    expect(examples.length).toBeGreaterThan(10);
  });

  test.each(examples.map((one) => [one.title, one] as const))("compiles: %s", (_, example) => {
    const { diagnostics } = check(example);
    expect(diagnostics.filter(({ span }) => span.file === PATH).map(shown)).toEqual([]);
    expect(diagnostics.filter(({ severity }) => severity === "error").map(shown)).toEqual([]);
  });

  test.each(examples.filter(({ text }) => /^scenario /m.test(text)).map((one) => [one.title, one] as const))(
    "its scenarios hold: %s",
    async (_, example) => {
      const { model } = check(example);
      const { people } = model;
      if (people === null) throw new Error("the base has no people.yaml");
      const { library, releases } = compileModel(model, { horizon: { from: 2026, years: 5 } });
      const plans = releases.map(({ plan }) => plan);
      for (const scenario of lowerScenarios(model)) {
        const plan = plans.find(({ journey }) => journey === scenario.journey);
        if (plan === undefined) throw new Error(`no plan of ${scenario.journey}`);
        const theatre = virtualTheatre({ library, plans, people, journey: scenario.journey });
        const { failures } = await playScenario(scenario, plan, theatre);
        expect(failures.map(({ message }) => message)).toEqual([]);
      }
    },
  );

  test("section 12: the people.yaml that it shows is one, with every member", () => {
    const [, text = ""] = /^```yaml\n([\s\S]*?)^```$/m.exec(PAGE) ?? [];
    const { people, diagnostics } = readPeople({ path: "people.yaml", text });
    expect(diagnostics.map(shown)).toEqual([]);
    expect(people?.people[0]).toMatchObject({
      serves: { country: ["DK", "SE"], industry: ["fintech"] },
      capacity: 12,
      away: [{ from: "2026-12-21", to: "2027-01-03" }],
    });
    expect(people?.delegates).toHaveLength(1);
    expect(people?.addresses).toEqual({ sdr: "sales@example.com" });
  });

  test("section 5.3: the letter that it shows can be sent to a lead", () => {
    const [, text = ""] = /^```markdown\n([\s\S]*?)^```$/m.exec(PAGE) ?? [];
    const letter = { path: "messages/invoice.md", text };
    const { model, diagnostics } = check({ ...SENDING, files: [letter] });
    expect(diagnostics.filter(({ severity }) => severity === "error").map(shown)).toEqual([]);
    expect(model.messages.get("invoice")).toMatchObject({ markedBy: "marketing_manager" });
  });

  test("each of the fifteen rules is cited by what carries it out, and by a test", () => {
    const rules = [...PAGE.matchAll(/^### 13\.\d+ Rule (\d+):/gm)].map(([, number]) => Number(number));
    expect(rules).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
    const sources = ["language", "compiler", "runtime", "cli"].map(citedIn);
    const tests = citedIn("test");
    expect(rules.filter((rule) => !sources.some((cited) => cited.has(rule)))).toEqual([]);
    expect(rules.filter((rule) => !tests.has(rule))).toEqual([]);
  });
});

/** Numbers behind "rule" and "rules" in the files of a folder: `rule 7`, `rules 10 and 12`, `rules 1, 6 and 12`. */
function citedIn(folder: string): ReadonlySet<number> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  );
  const texts = paths.map((path) => readFileSync(`${folder}/${path}`, "utf8"));
  const citations = texts.flatMap((text) => text.match(/\brules? \d+(?:(?:,| and)[\s*/]+\d+)*/gi) ?? []);
  return new Set(citations.flatMap((citation) => citation.match(/\d+/g) ?? []).map(Number));
}
