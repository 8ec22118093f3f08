/** What all journeys together show, beside what a check finds. */
import { expect, test } from "vitest";
import { notesIn } from "../../../compiler/audit/notes.ts";
import { checkWorkspace } from "../../../compiler/check.ts";
import { COMMON, TODAY } from "../page-examples.ts";
import { journey, stage } from "./audit-of.ts";

const FILE = "common/example.journey";
const notesOf = (text: string) =>
  notesIn(checkWorkspace({ files: [...COMMON, { path: FILE, text }] }, { today: TODAY })).filter(
    ({ span }) => span.file === FILE,
  );

const BACK = "exit back as success on replied";

test("an exit that nobody owns is a note at its name, with what to do", () => {
  const text = journey("one", `${BACK} ${stage("")}`);
  const [note, ...others] = notesOf(text);
  expect(others).toEqual([]);
  expect(note).toMatchObject({
    code: "exit-without-owner",
    severity: "note",
    message:
      "Who leaves `one` by `back` (success) on `replied` is nobody's: nobody is told, and no journey takes them up.",
    help: expect.stringContaining("Say who owns what comes next"),
  });
  expect(text.slice(note?.span.start, note?.span.end)).toBe("back");
});

test("whoever has said why it is fine is told nothing", () => {
  expect(notesOf(journey("one", `allow exit-without-owner because "So be it" ${BACK} ${stage("")}`))).toEqual(
    [],
  );
});

test("a permission that keeps nothing is told", () => {
  expect(notesOf(journey("one", `allow exit-without-owner because "So be it" ${stage("")}`))).toMatchObject([
    { code: "unused-allow", severity: "warning" },
  ]);
});

test("beside an error there is none: names may be missing", () => {
  expect(notesOf(journey("one", `${BACK} ${stage("send nothing_known")}`))).toEqual([]);
});
