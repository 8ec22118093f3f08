/**
 * Which folder may import which, as docs/architecture.md draws it. `test/architecture/imports.test.ts` runs these
 * rules, and makes sure that they have read the modules that they speak of. Cycles have a test of their own
 * (`cycles.test.ts`): the parser below cannot tell an import of types, which may go round, from one of values.
 */

/** Folders from the innermost outwards: each may import those before it. */
const LAYERS = ["language", "compiler", "runtime", "cli"];

const layerRules = LAYERS.slice(0, -1).map((layer, depth) => ({
  name: `${layer}-imports-inwards`,
  comment: `language <- compiler <- runtime <- cli: ${layer} knows nothing of what is built on it.`,
  severity: "error",
  from: { path: `^${layer}/` },
  to: { path: `^(${LAYERS.slice(depth + 1).join("|")})/` },
}));

/** All that a workflow may be made of: what is bundled for Temporal's sandbox, and replayed years later. */
const SANDBOX = [
  "^runtime/(workflows|machine)/",
  "^runtime/clock\\.ts$",
  "^runtime/activities/contract\\.ts$",
  "^compiler/(plan|calendar-time|invariant|once-for|ways)\\.ts$",
];
const SANDBOX_PACKAGES = "(^|/)node_modules/@temporalio/(workflow|common)/";

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: "sandbox-is-closed",
      comment: "What runs in a workflow depends on the plan and the driver, and never on the host.",
      severity: "error",
      from: { path: SANDBOX },
      to: { pathNot: [...SANDBOX, SANDBOX_PACKAGES] },
    },
    {
      name: "machine-is-pure",
      comment: "The machine is one pure function; the simulator and the tests run it without Temporal.",
      severity: "error",
      from: { path: "^runtime/machine/" },
      to: { path: ["^runtime/(?!machine/)", "(^|/)node_modules/"] },
    },
    {
      name: "commands-stand-alone",
      comment: "A command is loaded when it is called; what two of them share is no command.",
      severity: "error",
      from: { path: "^cli/commands/" },
      to: { path: "^cli/commands/" },
    },
    {
      name: "resolvable",
      comment: "An import that leads nowhere would also lead past every other rule.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-test-code",
      severity: "error",
      from: { pathNot: "^test/" },
      to: { path: "^test/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    // TypeScript 7 has no API that the cruiser could read with; without this it would see no module at all.
    parser: "swc",
    moduleSystems: ["es6"],
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
