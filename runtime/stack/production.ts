/** Telling where real customers may be from where things are tried out; what is for trying out stays there. */
import type { BuiltPlan } from "../../compiler/library.ts";
import { type Clock, REAL_TIME } from "../clock.ts";
import { isOnThisMachine } from "../temporal/address.ts";
import type { Target } from "../temporal/connect.ts";
import { SettingsMistake } from "./settings-mistake.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** NODE_ENV says so, or the Temporal server is on another machine. */
export const isProduction = ({ address }: Pick<Target, "address">, env: Environment): boolean =>
  env.NODE_ENV === "production" || !isOnThisMachine(address);

/** @throws SettingsMistake */
export function refuseFastClock(clock: Clock, target: Target, env: Environment): void {
  const isReal = clock.scale === 1 && clock.origin - clock.startedAt === REAL_TIME.origin;
  if (isReal || !isProduction(target, env)) return;
  throw new SettingsMistake(
    `A clock that is not the real one is for trying things out, and never for production: ${whyProduction(target, env)}.`,
  );
}

/**
 * A text that is not released may say something else tomorrow, and whoever has entered it would stand still then.
 * @throws SettingsMistake
 */
export function refuseUnreleased(
  plans: readonly Pick<BuiltPlan, "plan" | "unreleased">[],
  target: Target,
  env: Environment,
): void {
  const names = namesUnreleased(plans);
  if (names.length === 0 || !isProduction(target, env)) return;
  throw new SettingsMistake(
    `The build has what is not released, ${names.join(", ")}, which is for trying things out, and this is production: ${whyProduction(target, env)}. ${HOW_TO_RELEASE} --allow-unreleased starts it all the same.`,
  );
}

export const HOW_TO_RELEASE =
  "Freeze it with `baton release`, and build with `baton compile --released-only`.";

/** `nurture v2`, of each plan that is not released. */
export const namesUnreleased = (
  plans: readonly Pick<BuiltPlan, "plan" | "unreleased">[],
): readonly string[] =>
  plans
    .filter(({ unreleased }) => unreleased === true)
    .map(({ plan: { journey, version } }) => `${journey} v${version}`);

const whyProduction = ({ address }: Target, env: Environment): string =>
  env.NODE_ENV === "production"
    ? "NODE_ENV is production"
    : `the Temporal server at ${address} is not on this machine`;
