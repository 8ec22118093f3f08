/** The shipped library, compiled once, with its people: what the tests of the machine and the simulator play with. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Library, People } from "../../../compiler/library.ts";
import type { Plan } from "../../../compiler/plan.ts";
import { compileTexts } from "../../compiler/model-of.ts";

const FILES = ["organisation", "lead", "lead_to_customer", "re_engagement"];

export const shippedTexts = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    FILES.map((name) => [`journeys/${name}.journey`, readFileSync(`journeys/${name}.journey`, "utf8")]),
  );

export function shipped(texts = shippedTexts()): {
  library: Library;
  plans: readonly Plan[];
  people: People;
} {
  const { library, releases } = compileTexts(texts);
  return { library, plans: releases.map(({ plan }) => plan), people: readPeople() };
}

function readPeople(): People {
  const { people } = parse(readFileSync("journeys/people.yaml", "utf8"));
  return {
    people: people.map((person: object) => ({ serves: {}, capacity: null, away: [], ...person })),
    delegates: [],
    addresses: {},
  };
}
