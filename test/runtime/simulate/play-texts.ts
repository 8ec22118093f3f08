/** A library in a test, the whole way: checked, compiled, read back, and its scenarios played in virtual time. */
import { checkWorkspace } from "../../../compiler/check.ts";
import { type Compiled, compileModel } from "../../../compiler/compile.ts";
import type { Library, People, Person } from "../../../compiler/library.ts";
import { librarySchema } from "../../../compiler/library-schema.ts";
import type { Plan } from "../../../compiler/plan.ts";
import { planSchema } from "../../../compiler/plan-schema.ts";
import { lowerScenarios } from "../../../compiler/scenario.ts";
import type { WorkspaceFile } from "../../../compiler/workspace.ts";
import { type Played, playScenario } from "../../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";
import { onceForText } from "../../compiler/model-of.ts";

/** Hours, roles and a ladder that a text may name; everybody works around the clock, every day. */
export const ORGANISATION = `
calendar always { zone "UTC"  open mon to sun 00:00 to 00:00 }
role head      { hours always }
role marketing { hours always  reports to head }
role sales     { hours always  reports to head }
ladder daily { within 1 business day  at last give to the manager }
`;

export const PEOPLE: People = {
  people: ["hanna head", "mia marketing", "sam sales"].map((text): Person => {
    const [id = "", role = ""] = text.split(" ");
    return { id, name: id, email: `${id}@example.com`, roles: [role], serves: {}, capacity: null, away: [] };
  }),
  delegates: [],
  addresses: {},
};

export interface Built {
  readonly library: Library;
  readonly plans: readonly Plan[];
  readonly play: () => Promise<readonly Played[]>;
}

/** @throws when anything is said of the text that is an error. */
export const buildTexts = onceForText(build);

function build(
  text: string,
  files: readonly WorkspaceFile[] = [],
  organisation: string = ORGANISATION,
  people: People = PEOPLE,
): Built {
  const all = [
    { path: "journeys/organisation.journey", text: organisation },
    { path: "journeys/test.journey", text },
    ...files,
  ];
  const { model, diagnostics } = checkWorkspace({ files: all });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ code, message }) => `${code}: ${message}`).join("\n"));
  const { library, plans } = readBack(compileModel(model, { horizon: { from: 2026, years: 3 } }));
  const play = async () => {
    const played: Played[] = [];
    for (const scenario of lowerScenarios(model)) {
      const plan = plans.find(({ journey }) => journey === scenario.journey);
      if (plan === undefined) throw new Error(`no plan of ${scenario.journey}`);
      const theatre = virtualTheatre({ library, plans, people, journey: scenario.journey });
      played.push(await playScenario(scenario, plan, theatre));
    }
    return played;
  };
  return { library, plans, play };
}

/** As a build that was written and read, so that nothing is in a plan that its schema does not know. */
function readBack({ library, releases }: Compiled): { library: Library; plans: readonly Plan[] } {
  const json = <T>(value: T): unknown => JSON.parse(JSON.stringify(value));
  return {
    library: librarySchema.parse(json(library)),
    plans: releases.map(({ plan }) => planSchema.parse(json(plan))),
  };
}

/** What failed in each scenario of the text, in words; one list for each. */
export async function failuresOf(
  text: string,
  files: readonly WorkspaceFile[] = [],
): Promise<readonly (readonly string[])[]> {
  const played = await buildTexts(text, files).play();
  return played.map(({ failures }) => failures.map(({ message }) => message));
}
