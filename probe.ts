import { parse } from "./language/parse.ts";
import { readFileSync } from "node:fs";
for (const f of ["organisation","lead","lead_to_customer","re_engagement"]) { const p = parse(f, readFileSync(`journeys/${f}.journey`,"utf8")); console.log(f, p.file.declarations.length, p.diagnostics.map(d=>[d.code,d.message,d.span.start])); }
