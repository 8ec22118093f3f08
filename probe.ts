import { loadWorkspace } from "./compiler/workspace.ts";
import { resolveWorkspace } from "./compiler/resolve.ts";
import { checkTypes } from "./compiler/types.ts";
const t=performance.now();
const r = resolveWorkspace(loadWorkspace(process.env.DIR ?? "journeys"));
const a=performance.now();
const all=[...r.diagnostics, ...checkTypes(r.model)];
console.log(a-t, performance.now()-a);
for (const d of all) console.log(d.severity, d.code, d.span.file, d.span.start, d.message, d.help);
