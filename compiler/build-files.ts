/** A build as files: what the runtime reads, and what the workflow bundle is made from. */
import { emitIndex, emitWorkflowModule } from "./emit.ts";
import type { BuiltPlan, Library } from "./library.ts";
import type { SourceMap } from "./plan.ts";
import { FORMAT } from "./read-release.ts";

export interface BuildPart extends BuiltPlan {
  readonly sources: SourceMap;
}

export interface BuildFile {
  readonly path: string;
  readonly text: string;
}

/** By their path within the build. */
export function filesOf(library: Library, parts: readonly BuildPart[]): readonly BuildFile[] {
  const releases = parts.map(({ plan, hash, unreleased = false, keptOnly = false }) => ({
    name: plan.workflowType,
    hash,
    released: !unreleased,
    entered: !keptOnly,
  }));
  return [
    { path: "library.json", text: printJson(library) },
    { path: "releases.json", text: printJson({ format: FORMAT, releases }) },
    ...parts.map(({ hash, plan, sources }) => ({
      path: `plans/${plan.workflowType}.json`,
      text: printJson({ hash, plan, sources }),
    })),
    ...parts.map((part) => ({
      path: `workflows/${part.plan.workflowType}.js`,
      text: emitWorkflowModule(part),
    })),
    { path: "workflows/index.cjs", text: emitIndex(parts) },
  ];
}

const printJson = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
