/** The page of a check, docs/checks/CODE.md: its parts, whatever prints them. */
import { invariant } from "../../compiler/invariant.ts";

/** Each part is Markdown as it stands in the file, without its heading. */
export interface CheckPage {
  /** What the bad example of the page is told. */
  readonly sentence: string;
  readonly why: string;
  readonly wrong: string;
  readonly right: string;
  readonly mending: string;
  /** Begins with "Yes" or "No". */
  readonly silencing: string;
}

const FORM =
  /^# `(?<code>[a-z0-9-]+)`\n\n> (?<sentence>.+)\n\n(?<why>[\s\S]+?)\n\n## Wrong\n\n(?<wrong>[\s\S]+?)\n\n## Right\n\n(?<right>[\s\S]+?)\n\n## How to mend it\n\n(?<mending>[\s\S]+?)\n\n## May it be silenced\?\n\n(?<silencing>[\s\S]+?)\n$/;

/** A page that has another form is a mistake of ours, and a test reads them all. */
export function readCheckPage(code: string, text: string): CheckPage {
  const parts = FORM.exec(text)?.groups;
  invariant(parts?.code === code, `docs/checks/${code}.md does not have the form of a page`);
  const part = (name: keyof CheckPage): string => parts[name] ?? "";
  return {
    sentence: part("sentence"),
    why: part("why"),
    wrong: part("wrong"),
    right: part("right"),
    mending: part("mending"),
    silencing: part("silencing"),
  };
}
