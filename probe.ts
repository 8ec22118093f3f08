import { loadWorkspace } from "./compiler/workspace.ts";
import { checkWorkspace } from "./compiler/check.ts";
const w = loadWorkspace(process.env.DIR ?? "journeys");
const t=performance.now();
const r = checkWorkspace(w);
console.log(performance.now()-t);
checkWorkspace(w); const a=performance.now(); checkWorkspace(w); console.log("warm", performance.now()-a);
for (const d of r.diagnostics) console.log(d.severity, d.code, d.span.file, (w.files.find(f=>f.path===d.span.file)?.text.slice(0,d.span.start).split("\n").length), d.message, "|", d.help);
