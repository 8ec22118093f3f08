/** Telling where real customers may be from where things are tried out; what is for trying out stays there. */
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
  const why =
    env.NODE_ENV === "production"
      ? "NODE_ENV is production"
      : `the Temporal server at ${target.address} is not on this machine`;
  throw new SettingsMistake(
    `A clock that is not the real one is for trying things out, and never for production: ${why}.`,
  );
}
