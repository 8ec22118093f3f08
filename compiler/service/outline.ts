/** What a text declares, as a tree, and the parts of it that can be folded away. */
import type * as ast from "../../language/ast.ts";
import { Positions } from "../../language/diagnostics/positions.ts";
import { lex } from "../../language/lexer.ts";
import { SIGN } from "../../language/tokens.ts";
import { readJourney } from "../resolve.ts";
import { findAll } from "../walk.ts";
import { isJourneyFile, type WorkspaceFile } from "../workspace.ts";

export interface OutlineItem {
  readonly kind: string;
  readonly name: string;
  readonly detail: string;
  readonly span: ast.Span;
  /** What is selected when it is gone to. */
  readonly nameSpan: ast.Span;
  readonly children: readonly OutlineItem[];
}

export function outlineOf(file: WorkspaceFile): readonly OutlineItem[] {
  if (!isJourneyFile(file.path)) return [];
  return readJourney(file).file.declarations.map(outlineDeclaration);
}

type Named = { readonly name: ast.Name; readonly title?: ast.Text; readonly span: ast.Span };

function item(
  kind: string,
  { name, title, span }: Named,
  children: readonly OutlineItem[] = [],
): OutlineItem {
  const nameSpan = name.span.end > span.end ? span : name.span;
  return { kind, name: name.text || kind, detail: title?.text ?? "", span, nameSpan, children };
}

const items = (kind: string, nodes: readonly Named[]): readonly OutlineItem[] =>
  nodes.map((node) => item(kind, node));

/** `journey` of a `JourneyDeclaration`. */
const kindOf = ({ kind }: ast.Declaration): string => kind.replace("Declaration", "").toLowerCase();

function outlineDeclaration(declaration: ast.Declaration): OutlineItem {
  const kind = kindOf(declaration);
  switch (declaration.kind) {
    case "JourneyDeclaration":
      return item(kind, declaration, outlineJourney(declaration));
    case "SubjectDeclaration":
    case "EventDeclaration":
      return item(kind, declaration, items("field", declaration.fields));
    case "ScoreDeclaration":
      return item(kind, declaration, items("band", declaration.bands));
    case "ScenarioDeclaration":
      return item(kind, { ...declaration, name: asName(declaration.title) });
    case "PolicyDeclaration":
      return item("contact policy", { ...declaration, name: declaration.of });
    case "ChangesDeclaration":
      return item(kind, { ...declaration, name: { kind: "Name", text: "changes", span: declaration.span } });
    default:
      return item(kind, declaration);
  }
}

const asName = ({ text, span }: ast.Text): ast.Name => ({ kind: "Name", text, span });

function outlineJourney({ exits, stages, handovers }: ast.JourneyDeclaration): readonly OutlineItem[] {
  const withTasks = stages.map((stage) => item("stage", stage, items("task", tasksOf(stage))));
  return [...items("exit", exits), ...withTasks, ...items("handover", handovers)].sort(
    (a, b) => a.span.start - b.span.start,
  );
}

const tasksOf = (stage: ast.Stage): readonly ast.TaskStep[] => findAll(stage, "TaskStep");

// ── Folding ───────────────────────────────────────────────────────────────────────────────────────────────

/** Lines count from 1; what is folded ends on the line before the closing brace. */
export interface Fold {
  readonly from: number;
  readonly to: number;
  readonly what: "braces" | "comment";
}

export function foldsOf({ text }: WorkspaceFile): readonly Fold[] {
  const positions = new Positions(text);
  const { tokens, comments } = lex(text);
  const lineOf = (offset: number) => positions.at(offset).line;
  const open: number[] = [];
  const folds: Fold[] = [];
  for (const { tokenType, startOffset } of tokens) {
    if (tokenType === SIGN["{"]) open.push(lineOf(startOffset));
    if (tokenType !== SIGN["}"]) continue;
    const from = open.pop();
    const to = lineOf(startOffset) - 1;
    if (from !== undefined && to > from) folds.push({ from, to, what: "braces" });
  }
  return [...folds, ...foldComments(comments.map(({ startOffset }) => lineOf(startOffset)))];
}

/** Comments on lines that follow each other. */
function foldComments(lines: readonly number[]): readonly Fold[] {
  const folds: Fold[] = [];
  let from = lines[0] ?? 0;
  for (const [index, line] of lines.entries()) {
    if (lines[index + 1] === line + 1) continue;
    if (line > from) folds.push({ from, to: line, what: "comment" });
    from = lines[index + 1] ?? 0;
  }
  return folds;
}
