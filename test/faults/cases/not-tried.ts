/** Faults that belong to the matrix and that nothing here tries yet, with the reason. */
import { CannotRun, type Fault } from "../lab/fault.ts";

const notYet = (id: string, what: string, why: string): Fault => ({
  id,
  what,
  expected: "",
  run: () => Promise.reject(new CannotRun(why)),
});

export const notTried: readonly Fault[] = [
  notYet(
    "F1",
    "a plan that does not fit is deployed over running journeys",
    "deploys are not tried here yet",
  ),
  notYet(
    "F2",
    "a worker is rolled back",
    "deploys are not tried here yet; F5b tries the older worker on a newer store",
  ),
  notYet(
    "F3",
    "a migration of running journeys is killed at every point",
    "tried by its own tests, not from here yet",
  ),
  notYet(
    "F4",
    "two deploys at once, or one of a plan that has become stale",
    "deploys are not tried here yet",
  ),
  notYet(
    "F6",
    "journeys recorded by every earlier release",
    "Baton has not been released; E5 replays what is recorded",
  ),
  notYet(
    "F7",
    "the store moves from PGlite to Postgres, or is put back to an hour ago while Temporal is not",
    "nothing moves a store yet, and nothing names what a store that was put back differs in from Temporal",
  ),
];
