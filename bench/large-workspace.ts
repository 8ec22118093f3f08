/** Workspaces of any size: the shipped lead with its events, rights and journey, over and over under other names. */
import { isJourneyFile, isPeopleFile, loadWorkspace, type WorkspaceFile } from "../compiler/workspace.ts";
import type { Declaration, SourceFile } from "../language/ast.ts";
import { parse } from "../language/parse.ts";

export interface LargeWorkspace {
  readonly files: readonly WorkspaceFile[];
  readonly declarations: number;
}

const FILES = ["organisation", "lead", "lead_to_customer"];
/** What every copy shares; the rest is of a subject, and copied with it. */
const SHARED: ReadonlySet<Declaration["kind"]> = new Set([
  "CalendarDeclaration",
  "RoleDeclaration",
  "LadderDeclaration",
  "ChangesDeclaration",
]);

/** @param copies how often the lead and its journey are in it, a file each. */
export function largeWorkspace(copies: number): LargeWorkspace {
  const shipped = loadWorkspace("journeys").files;
  const sources = shipped
    .filter(({ path }) => FILES.some((name) => path.endsWith(`/${name}.journey`)))
    .map(({ path, text }) => parse(path, text).file);
  const shared = { path: "journeys/shared.journey", text: textOf(sources, (one) => SHARED.has(one.kind)) };
  const unit = textOf(sources, (one) => !SHARED.has(one.kind));
  const names = sources.flatMap((file) => file.declarations.flatMap(copiedName));
  const copied = Array.from({ length: copies }, (_, copy) => ({
    path: `journeys/copy_${copy + 1}.journey`,
    text: renamed(unit, names, copy + 1),
  }));
  const others = shipped.filter(({ path }) => !isJourneyFile(path)).map(withoutDelegates);
  const count = (wanted: boolean) =>
    sources.flatMap(({ declarations }) => declarations).filter((one) => SHARED.has(one.kind) === wanted)
      .length;
  return { files: [shared, ...copied, ...others], declarations: count(true) + copies * count(false) };
}

/** A right may bear the name of a field: it is told by the word before it. */
const copiedName = (one: Declaration): readonly string[] => {
  if (SHARED.has(one.kind) || !("name" in one)) return [];
  return [one.kind === "RightDeclaration" ? `(?<=(?:right|decide) )${one.name.text}` : one.name.text];
};

const textOf = (sources: readonly SourceFile[], isWanted: (one: Declaration) => boolean): string =>
  sources
    .flatMap(({ text, declarations }) =>
      declarations.filter(isWanted).map(({ span }) => text.slice(span.start, span.end)),
    )
    .join("\n\n");

function renamed(text: string, names: readonly string[], copy: number): string {
  const pattern = new RegExp(`\\b(${names.join("|")})\\b(?!:)`, "g");
  // Of several journeys in a group each would have to say who gives way; the one that is begun is not copied.
  const alone = text.replace(/^ *exclusive .*$/gm, "").replace(/^ *begin re_engagement.*$/gm, "");
  return alone.replace(pattern, `$1_${copy}`);
}

/** Delegates name rights, which have other names here. */
const withoutDelegates = ({ path, text }: WorkspaceFile): WorkspaceFile => ({
  path,
  text: isPeopleFile(path) ? text.replace(/^delegates:[\s\S]*$/m, "") : text,
});
