/**
 * A plan that tells when something is read of which the run has not said yet how it is. The machine does not know: it
 * reads the names of fields, scores and arms as it always does, and the read is what is noticed. So a value is decided
 * on at the moment at which it matters, and only for as long as it does.
 */
import type { Plan } from "../../compiler/plan.ts";
import { bandVariable, fieldVariable, type VariableName } from "./variables.ts";

/**
 * Thrown out of a step, which is pure: it is taken again once the value has been decided on. No error, and so without a
 * stack: it is thrown a hundred thousand times.
 */
export class NotDecided {
  readonly variable: VariableName;
  /** A handover asks whether it is there. */
  readonly isCarried: boolean;
  constructor(variable: VariableName, isCarried: boolean) {
    this.variable = variable;
    this.isCarried = isCarried;
  }
}

export const splitVariable = (split: string): VariableName => `split ${split}`;

export interface WatchedPlan {
  readonly plan: Plan;
  /** From here on these count as decided; `null`: nothing is noticed. */
  decide(decided: ReadonlySet<VariableName> | null): void;
}

export function watchPlan(plan: Plan): WatchedPlan {
  let decided: ReadonlySet<VariableName> | null = null;
  const notice: Notice = ({ variable, isCarried }) => {
    if (decided !== null && !decided.has(variable)) throw new NotDecided(variable, isCarried === true);
  };
  return {
    // A copy of the plan, of the same shape: every property is that of the original or a getter of it.
    plan: copy(plan, notice) as Plan,
    decide(now) {
      decided = now;
    },
  };
}

type Notice = (read: Watched) => void;
type Properties = Readonly<Record<string, unknown>>;

function copy(part: unknown, notice: Notice): unknown {
  if (Array.isArray(part)) return part.map((one) => copy(one, notice));
  if (typeof part !== "object" || part === null) return part;
  // What is no list and not null is an object of a plan, which is plain JSON.
  const properties = part as Properties;
  const copied: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(properties)) copied[name] = copy(value, notice);
  const watched = watchedIn(properties);
  if (watched === null) return copied;
  const value = copied[watched.property];
  Object.defineProperty(copied, watched.property, {
    enumerable: true,
    get() {
      notice(watched);
      return value;
    },
  });
  return copied;
}

interface Watched {
  readonly property: string;
  readonly variable: VariableName;
  readonly isCarried?: true;
}

function watchedIn(part: Properties): Watched | null {
  const { of, from, kind, is, field, name, score } = part;
  const watchField = (property: string, of: unknown): Watched | null =>
    typeof of === "string" ? { property, variable: fieldVariable(of) } : null;
  if (of === "subject") return watchField("field", field);
  if (from === "field") return watchField("field", field);
  if (kind === "field" && typeof name === "string")
    return { property: "name", variable: fieldVariable(name), isCarried: true };
  if (is === "band" && typeof score === "string") return { property: "score", variable: bandVariable(score) };
  if (part.do === "split" && typeof name === "string")
    return { property: "arms", variable: splitVariable(name) };
  return null;
}
