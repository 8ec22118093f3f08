import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openPeople } from "../../runtime/people.ts";

let directory: string;
let path: string;
let problems: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "baton-people-"));
  path = join(directory, "people.yaml");
  problems = [];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const write = (...ids: readonly string[]) =>
  writeFileSync(
    path,
    `people:\n${ids.map((id) => `  - { id: ${id}, name: ${id}, email: ${id}@example.com, roles: [sdr] }\n`).join("")}`,
  );
const open = () => openPeople({ path, onProblem: (problem) => problems.push(problem) });
const idsOf = (people: ReturnType<typeof open>) => people().people.map(({ id }) => id);

describe("people.yaml", () => {
  it("is read again when it changes, also when another file takes its place", () => {
    write("anna");
    const people = open();
    expect(idsOf(people)).toEqual(["anna"]);
    expect(people()).toBe(people());
    write("anna", "bo");
    expect(idsOf(people)).toEqual(["anna", "bo"]);
    const next = join(directory, "next.yaml");
    renameSync(path, next);
    write("carla");
    expect(idsOf(people)).toEqual(["carla"]);
  });

  it("stays as it was while it cannot be used, which is said once", () => {
    write("anna");
    const people = open();
    writeFileSync(path, "people: [");
    expect(idsOf(people)).toEqual(["anna"]);
    expect(idsOf(people)).toEqual(["anna"]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(path);
    expect(problems[0]).toMatch(/ Until it is mended the people of before stay\.$/);
    rmSync(path);
    expect(idsOf(people)).toEqual(["anna"]);
    expect(problems).toHaveLength(2);
    write("bo");
    expect(idsOf(people)).toEqual(["bo"]);
  });

  it("stays as it was while somebody has a role that is not declared", () => {
    write("anna");
    const roles = new Set(["sdr"]);
    const people = openPeople({ path, roles, onProblem: (problem) => problems.push(problem) });
    writeFileSync(path, "people: [{ id: bo, name: Bo, email: bo@example.com, roles: [sdrs] }]");
    expect(idsOf(people)).toEqual(["anna"]);
    expect(problems).toMatchObject([
      expect.stringContaining("bo has the role `sdrs`, and there is no such role."),
    ]);
  });

  it("says on which line it is wrong", () => {
    write("anna", "bo");
    writeFileSync(path, readFileSync(path, "utf8").replace("bo@example.com", "bo"));
    expect(open).toThrow(
      `${path}:3: people.yaml does not hold together: \`people.email\`: must be an e-mail`,
    );
  });

  it("must be good at the start", () => {
    expect(open).toThrow(path);
    writeFileSync(path, "people: 1");
    expect(open).toThrow(path);
  });
});
