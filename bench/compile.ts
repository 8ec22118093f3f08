/**
 * What compiling costs: each phase, beside the floor (Chevrotain's lexing and parsing of the same text, with nothing
 * built) and beside a peer (Langium's own checker on a grammar of like size), in one run.
 */

import { EmptyFileSystem, URI } from "langium";
import { createLangiumGrammarServices } from "langium/grammar";
import { checkWorkspace } from "../compiler/check.ts";
import { CHECKS } from "../compiler/checks/all.ts";
import { compileModel } from "../compiler/compile.ts";
import { modelOf, wrongNames } from "../compiler/resolve.ts";
import { checkTypes } from "../compiler/types.ts";
import { isJourneyFile, type WorkspaceFile } from "../compiler/workspace.ts";
import { lex } from "../language/lexer.ts";
import { parse } from "../language/parse.ts";
import { BareParser, BareParserWithTree } from "./bare-parser.ts";
import { atMost, type Bench, cpuTime, type Figure, figure, measureInTurn } from "./bench.ts";
import { largeWorkspace } from "./large-workspace.ts";

const TODAY = { today: "2026-11-22" };
/** About 200 kB of journeys, and the 5,000 declarations up to which cost has to be linear. */
const COPIES = 20;
const STEPS = [32, 64, 128, 256];

export const bench: Bench = {
  summary:
    "compile: lexing, parsing, checking and lowering, beside bare Chevrotain and beside Langium's checker",
  async run(report) {
    const figures = [...phases(), ...growth(report)];
    return [...figures, ...(await peer())];
  },
};

function phases(): readonly Figure[] {
  const { files } = largeWorkspace(COPIES);
  const texts = files.filter(({ path }) => isJourneyFile(path));
  const characters = texts.reduce((sum, { text }) => sum + text.length, 0);
  const lines = texts.reduce((sum, { text }) => sum + text.split("\n").length, 0);
  const bare = new BareParser();
  const withTree = new BareParserWithTree();
  const checked = checkWorkspace({ files }, TODAY);
  const [finding] = checked.diagnostics.filter(({ severity }) => severity === "error");
  if (finding !== undefined) throw new Error(`the input has an error: ${finding.code} ${finding.message}`);
  const model = modelOf({ files });
  const contestants = {
    bareLex: () => texts.map(({ text }) => lex(text)),
    bareParse: () => texts.map(({ text }) => bare.read(lex(text).tokens)),
    treeParse: () => texts.map(({ text }) => withTree.read(lex(text).tokens)),
    parse: () => texts.map(({ path, text }) => parse(path, text)),
    resolve: () => resolveAnew(files),
    types: () => checkTypes(model),
    checks: () => CHECKS.map((check) => check(model, TODAY)),
    check: () => checkWorkspace({ files: unread(files) }, TODAY),
    lower: () => compileModel(model, { horizon: { from: 2026, years: 5 } }),
  };
  const ms = measureInTurn(contestants, { clock: cpuTime });
  const perSecond = (time: number): number => (lines / time) * 1_000;
  return [
    figure("input", characters, "characters"),
    figure("lexing", perSecond(ms.bareLex), "lines/s"),
    figure("lexing and parsing, bare Chevrotain", perSecond(ms.bareParse), "lines/s"),
    figure("the same with Chevrotain's own tree of every token", perSecond(ms.treeParse), "lines/s"),
    figure("lexing and parsing, with our tree", perSecond(ms.parse), "lines/s"),
    figure("parse and resolve", perSecond(ms.resolve), "lines/s"),
    figure("types", perSecond(ms.types), "lines/s"),
    figure("checks", perSecond(ms.checks), "lines/s"),
    figure("whole check", perSecond(ms.check), "lines/s"),
    figure("whole check", (characters / ms.check) * 1_000, "characters/s"),
    figure("lowering, from the model to the build", perSecond(ms.lower), "lines/s"),
    figure("tree to bare parse", ms.parse / ms.bareParse, "ratio"),
    figure("our tree to Chevrotain's", ms.parse / ms.treeParse, "ratio"),
    figure("whole check to a parse with Chevrotain's tree", ms.check / ms.treeParse, "ratio"),
    figure("whole check to bare parse", ms.check / ms.bareParse, "ratio", atMost(2.5)),
  ];
}

/** What is read of a file is kept with it, so that each round has to get files of its own. */
const unread = (files: readonly WorkspaceFile[]): readonly WorkspaceFile[] =>
  files.map((file) => ({ ...file }));

function resolveAnew(files: readonly WorkspaceFile[]): unknown {
  const workspace = { files: unread(files) };
  return [...wrongNames(modelOf(workspace), workspace)];
}

/** Cost per declaration must not grow: the dearest size beside the first. */
function growth(report: (line: string) => void): readonly Figure[] {
  const sizes = STEPS.map((copies) => {
    const { files, declarations } = largeWorkspace(copies);
    const { check } = measureInTurn(
      { check: () => checkWorkspace({ files: unread(files) }, TODAY) },
      { rounds: 3, warmUp: 1, clock: cpuTime },
    );
    report(`${declarations} declarations: ${Math.round(check)} ms`);
    return { declarations, each: check / declarations };
  });
  const [first, ...larger] = sizes;
  const last = larger.at(-1);
  if (first === undefined || last === undefined) throw new Error("too few sizes");
  return [
    figure("declarations at most", last.declarations, "declarations"),
    figure("a declaration then, to one at first", last.each / first.each, "ratio", atMost(1.5)),
  ];
}

/** Langium's own language, checked by Langium: a peer on the same parser library. */
async function peer(): Promise<readonly Figure[]> {
  const { files } = largeWorkspace(COPIES);
  const size = files
    .filter(({ path }) => isJourneyFile(path))
    .reduce((sum, { text }) => sum + text.length, 0);
  const text = langiumGrammar(size);
  const { shared } = createLangiumGrammarServices(EmptyFileSystem);
  const times: number[] = [];
  const baton: number[] = [];
  for (let round = -2; round < 5; round += 1) {
    const uri = URI.parse(`memory:///peer_${round + 2}.langium`);
    const start = cpuTime();
    const document = shared.workspace.LangiumDocumentFactory.fromString(text, uri);
    await shared.workspace.DocumentBuilder.build([document], { validation: true });
    const ours = unread(files);
    const between = cpuTime();
    checkWorkspace({ files: ours }, TODAY);
    if (round < 0) continue;
    times.push(between - start);
    baton.push(cpuTime() - between);
    const errors = (document.diagnostics ?? []).filter(({ severity }) => severity === 1);
    if (errors.length > 0) throw new Error(`the peer's input has an error: ${errors[0]?.message}`);
  }
  const middle = (values: readonly number[]) =>
    [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
  return [
    figure("peer's input", text.length, "characters"),
    figure("Langium's checker", (text.length / middle(times)) * 1_000, "characters/s"),
    figure("Baton's, beside it", (size / middle(baton)) * 1_000, "characters/s"),
    figure(
      "time for a character, Baton's to Langium's",
      (middle(baton) / size / middle(times)) * text.length,
      "ratio",
    ),
  ];
}

function langiumGrammar(characters: number): string {
  let text =
    "grammar Peer\nentry Model: (rules+=Rule0)*;\nhidden terminal WS: /\\s+/;\nterminal ID: /[_a-z][\\w]*/;\n";
  for (let rule = 0; text.length < characters; rule += 1) {
    const next = rule + 1;
    text += `Rule${rule}: 'rule${rule}' name=ID ('of' owner=[Rule${rule}:ID])? '{' (parts+=Part${rule} | inner+=Rule${next})* '}';\n`;
    text += `Part${rule}: 'part${rule}' name=ID ('within' within=ID)? ('needs' needs+=ID (',' needs+=ID)*)? ';';\n`;
    if (text.length >= characters) text += `Rule${next}: 'last' name=ID;\n`;
  }
  return text;
}
