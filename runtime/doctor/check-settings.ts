/** Keys and addresses that the environment has to give. */
import type { Library } from "../../compiler/library.ts";
import { readSecret } from "../access/secret.ts";
import { openLinks } from "../stack/links.ts";
import { type Finding, failed, well, wrong } from "./finding.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** @param library `null`: it cannot be read, and who is outside the company is not known. */
export function checkSettings(env: Environment, library: Library | null): readonly Finding[] {
  const secret = readSecret(env.BATON_SECRET);
  return [
    "secret" in secret ? well("secret", "BATON_SECRET is long enough.") : wrong("secret", secret.problem),
    ...(library === null ? [] : [checkLinks(env, library)]),
  ];
}

function checkLinks(env: Environment, library: Library): Finding {
  const check = "links";
  try {
    const links = openLinks(env, library);
    return links === null
      ? well(check, "No role is outside the company, so no links are written.")
      : well(
          check,
          `They lead to ${links.url}, and are signed by ${links.keys.all.map(({ id }) => id).join(", ")}.`,
        );
  } catch (error) {
    return failed(check, error);
  }
}
