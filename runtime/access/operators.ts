/** Who may look after an installation: pause, stop, repair, deploy, forget (docs/how-to/operate.md). */
import type { People } from "../../compiler/library.ts";
import type { PersonId } from "../machine/protocol.ts";

export interface Operating {
  /** Who asks; `null`: a system, in its own name. */
  readonly person: PersonId | null;
  /** Their token is for it. */
  readonly hasScope: boolean;
  /** They ask in another's name, as one terminal does in development. */
  readonly actsFor: boolean;
}

/**
 * By a role that the configuration names under `operators`, which is asked of people.yaml at every turn, or by a token
 * for it. Who acts for another may what the other may; where no role is named, what their own token lets.
 */
export function mayOperate(
  { person, hasScope, actsFor }: Operating,
  operators: readonly string[],
  people: People,
): boolean {
  const roles = people.people.find(({ id }) => id === person)?.roles ?? [];
  if (roles.some((role) => operators.includes(role))) return true;
  return hasScope && !(actsFor && operators.length > 0);
}
