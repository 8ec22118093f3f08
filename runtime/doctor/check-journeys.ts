/** The build, the people who fill its roles, and the actions that its journeys call. */
import { accessSync, constants, readdirSync } from "node:fs";
import type { Build } from "../../compiler/library.ts";
import type { LoadedConfig } from "../config.ts";
import { loadActions } from "../connectors/load-actions.ts";
import { openPeople } from "../people.ts";
import { HOW_TO_RELEASE, namesUnreleased } from "../stack/production.ts";
import type { Examined } from "./examine.ts";
import { type Finding, failed, unknown, well, wrong } from "./finding.ts";

export async function checkJourneys(
  build: Build,
  config: LoadedConfig | null,
  examined: Examined,
  isProduction: boolean,
): Promise<readonly Finding[]> {
  const journeys = build.plans.map(({ plan }) => plan.workflowType).join(", ");
  return [
    well("build", `${examined.buildDir} can be read: ${journeys}.`),
    ...(isProduction ? checkReleases(build) : []),
    checkBundle(examined.buildDir),
    checkPeople(build, examined),
    checkOperators(build, config, examined),
    config === null
      ? unknown("actions", "Where they are stands in the configuration.")
      : await checkActions(build, config, examined),
  ];
}

function checkReleases({ plans }: Build): readonly Finding[] {
  const names = namesUnreleased(plans);
  if (names.length === 0) return [well("releases", "All that the build has is released.")];
  const says = `Not released, and serve and worker refuse it in production: ${names.join(", ")}.`;
  return [wrong("releases", says, HOW_TO_RELEASE)];
}

function checkBundle(buildDir: string): Finding {
  const check = "bundle";
  if (readdirSync(buildDir).some((name) => name.startsWith("workflow-bundle-")))
    return well(check, "The workflows of this build have been bundled.");
  try {
    accessSync(buildDir, constants.W_OK);
    return well(check, "The first worker bundles the workflows, and may write to the build.");
  } catch {
    return wrong(
      check,
      `The workflows have not been bundled, and ${buildDir} may not be written to.`,
      "Let the first worker write there, or start one where the build is made.",
    );
  }
}

function checkPeople(build: Build, { people }: Examined): Finding {
  try {
    const roles = new Set(Object.keys(build.library.roles));
    const read = openPeople({ path: people, roles, onProblem: () => {} })();
    const filled = new Set(read.people.flatMap((person) => person.roles));
    const nobody = [...roles].filter(
      (role) => build.library.roles[role]?.outside === undefined && !filled.has(role),
    );
    return nobody.length === 0
      ? well("people", `${read.people.length} people fill every role.`)
      : wrong("people", `Nobody is ${nobody.join(" or ")}.`, `Give somebody the role in ${people}.`);
  } catch (error) {
    return failed("people", error);
  }
}

/** A role that is misspelt hands no right out, and is noticed on the day on which somebody has to stop something. */
function checkOperators({ library }: Build, config: LoadedConfig | null, { people }: Examined): Finding {
  const check = "operators";
  if (config === null) return unknown(check, "Who they are stands in the configuration.");
  const { operators } = config;
  if (operators.length === 0)
    return well(check, "The configuration names no role: a token of the scope operate may.");
  const missing = operators.filter((role) => library.roles[role] === undefined);
  if (missing.length > 0)
    return wrong(
      check,
      `There is no role ${missing.join(" or ")}.`,
      "Name roles of the journeys in `operators`.",
    );
  try {
    const read = openPeople({
      path: people,
      roles: new Set(Object.keys(library.roles)),
      onProblem: () => {},
    })();
    const count = read.people.filter(({ roles }) => roles.some((role) => operators.includes(role))).length;
    const roles = operators.join(" or ");
    return count === 0
      ? wrong(check, `Nobody is ${roles}.`, `Give somebody the role in ${people}.`)
      : well(check, `${count} ${count === 1 ? "person" : "people"} may operate, as ${roles}.`);
  } catch {
    return unknown(check, "Who fills their roles stands in the people file.");
  }
}

async function checkActions(build: Build, config: LoadedConfig, { projectDir }: Examined): Promise<Finding> {
  try {
    const actions = Object.keys(await loadActions(projectDir, config.actions, build));
    return well(
      "actions",
      actions.length === 0 ? "No journey calls any." : `${actions.join(", ")} can be called.`,
    );
  } catch (error) {
    return failed("actions", error);
  }
}
